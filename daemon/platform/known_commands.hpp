#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace showd {

/// The commands whose outputs a platform reads, found by what was typed: in other blanks or case,
/// with an interface named anywhere in it ("show interfaces Gi0/1 status"), which asks for less of
/// the same output, and with words cut short where one command alone can be meant.
class KnownCommands {
 public:
  struct Known {
    std::string_view command;  ///< as add() got it, normal; lives as long as the KnownCommands
    std::uint32_t index;       ///< how many were added before it
  };

  /// One that is there already takes an index, and is found by the earlier one.
  void add(std::string_view command);
  [[nodiscard]] std::optional<Known> find(std::string_view typed) const;

 private:
  std::map<std::string, std::uint32_t, std::less<>> index_;  // by normal command
  std::uint32_t added_ = 0;
};

/// Blanks single, none at the ends, lower case: how commands are compared.
[[nodiscard]] std::string normal_command(std::string_view command);

}  // namespace showd
