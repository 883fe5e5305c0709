#pragma once

#include "model/interface.hpp"

namespace showd {

/// model's merge (the earlier wins), and a prefix length that `into` lacks is taken over too.
void merge_rows(Interface& into, Interface&& other);

}  // namespace showd
