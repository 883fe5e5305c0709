#include "base/result.hpp"

#include <array>

namespace showd {
namespace {

constexpr std::array<std::string_view, kErrcCount> kErrcNames = {
    "timeout",          "refused",
    "unreachable",      "name_not_found",
    "disconnected",     "no_common_algorithm",
    "hostkey_unknown",  "hostkey_changed",
    "no_credentials",   "auth_failed",
    "enable_failed",    "no_prompt",
    "pager_stuck",      "command_forbidden",
    "command_rejected", "parse_failed",
    "output_limit",     "resource_limit",
    "protocol_error",   "cancelled",
    "password_expired", "too_many_interfaces",
    "not_asked"};

constexpr std::array<std::string_view, kStageCount> kStageNames = {
    "dns",    "connect", "kex",     "hostkey", "auth",     "enable",
    "prompt", "pager",   "command", "parse",   "deadline", "limit"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Errc code) noexcept { return kErrcNames[static_cast<int>(code)]; }
std::string_view to_string(Stage stage) noexcept { return kStageNames[static_cast<int>(stage)]; }
std::optional<Errc> errc_from_string(std::string_view text) noexcept {
  return find<Errc>(kErrcNames, text);
}
std::optional<Stage> stage_from_string(std::string_view text) noexcept {
  return find<Stage>(kStageNames, text);
}

}  // namespace showd
