// What every plugin's parser must hold for any bytes: it returns, its rows keep to the ABI, and a
// sink that refuses a row is obeyed. A breach aborts, which libFuzzer and ctest both see. Linked
// with one plugin at a time.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "showd/plugin.h"

namespace {

struct Seen {
  std::string_view output;
  unsigned rows = 0;
  unsigned refuse_from = 0;  ///< 0: never
  unsigned after_refusal = 0;
};

void require(bool holds) {
  if (!holds) std::abort();
}

/// Reads every byte, so that a sanitizer finds a view that dangles.
void touch(showd_text text) {
  volatile char last = 0;
  for (std::size_t i = 0; i < text.size; ++i) last = text.data[i];
  static_cast<void>(last);
}

showd_status take_row(void* ctx, const showd_interface* row) {
  Seen& seen = *static_cast<Seen*>(ctx);
  if (seen.refuse_from && seen.rows >= seen.refuse_from) ++seen.after_refusal;
  ++seen.rows;
  require(row->if_name.size > 0);
  require(row->admin_status <= SHOWD_ADMIN_TESTING);
  require(row->oper_status <= SHOWD_OPER_LOWER_LAYER_DOWN);
  require(row->duplex <= SHOWD_DUPLEX_FULL);
  touch(row->if_name);
  const auto optional = [&](std::uint64_t bit, showd_text text) {
    if (row->has & bit) touch(text);
  };
  optional(SHOWD_HAS_IF_ALIAS, row->if_alias);
  optional(SHOWD_HAS_REASON, row->reason);
  optional(SHOWD_HAS_TYPE, row->type);
  optional(SHOWD_HAS_PHYS_ADDRESS, row->phys_address);
  for (std::size_t i = 0; i < row->ipv4_count; ++i) {
    touch(row->ipv4[i].address);
    require(row->ipv4[i].prefix_length <= 32 ||
            row->ipv4[i].prefix_length == SHOWD_PREFIX_LENGTH_UNKNOWN);
  }
  for (std::size_t i = 0; i < row->ipv6_count; ++i) {
    touch(row->ipv6[i].address);
    require(row->ipv6[i].prefix_length <= 128 ||
            row->ipv6[i].prefix_length == SHOWD_PREFIX_LENGTH_UNKNOWN);
  }
  return seen.refuse_from && seen.rows >= seen.refuse_from ? SHOWD_E_STOPPED : SHOWD_OK;
}

void take_explanation(void* ctx, std::uint32_t line, showd_text why) {
  const Seen& seen = *static_cast<Seen*>(ctx);
  require(line <= seen.output.size() + 1 && why.size > 0);
}

/// The output as each of the plugin's commands, with a patient sink and with one that stops.
void parse_all(const showd_plugin_api& plugin, std::string_view output) {
  std::uint32_t commands = 0;
  for (const char* const* list : {plugin.commands, plugin.more_commands})
    while (list && *list) {
      ++list;
      ++commands;
    }
  for (std::uint32_t command = 0; command <= commands; ++command) {
    for (const unsigned refuse_from : {0u, 1u}) {
      Seen seen{output, 0, refuse_from, 0};
      const showd_sink sink = {.struct_size = sizeof(showd_sink),
                               .reserved = 0,
                               .ctx = &seen,
                               .row = take_row,
                               .explain = take_explanation};
      const showd_status status =
          plugin.parse(command, showd_text{output.data(), output.size()}, &sink);
      require(status >= SHOWD_OK && status < SHOWD_E_INTERNAL);
      require((status == SHOWD_E_UNKNOWN_COMMAND) == (command == commands));
      require(seen.after_refusal == 0);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parse_all(showd_plugin, {reinterpret_cast<const char*>(data), size});
  return 0;
}
