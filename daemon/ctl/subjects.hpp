#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "store/reader.hpp"

namespace showd {

/// Whom a question is about; empty: all.
struct Subjects {
  std::vector<std::string> devices;     ///< names
  std::vector<std::string> interfaces;  ///< names
};

/// A word is a device or a selector of devices if it fits one, else an interface of them by its
/// name, a glob or a short form ("r1", "group=core", "Gi0/*").
/// Errors: UsageError for a word that is neither, with what it may have been meant for.
[[nodiscard]] Subjects subjects_of(const std::vector<std::string>& words,
                                   const std::shared_ptr<const Config>& config,
                                   const StoreReader& reader);

}  // namespace showd
