#pragma once

#include "http/pages.hpp"

namespace showd {

/// The JSON pages of add_pages. Names are the model's; what is not known is left out.
void add_api(Routes& routes, const PageSources& from);

}  // namespace showd
