#include "store/views.hpp"

#include "store/sql_text.hpp"

namespace showd {

std::map<std::string, std::string> views() {
  const std::string watched = " WHERE d.removed_at IS NULL ORDER BY d.name";
  return {
      {"device_now", sql::device_now() + watched},
      {"interface_now", sql::interface_now() + watched + ", i.name"},
      {"interface_state", sql::interface_state()},
      {"address_state", sql::address_state()},
      {"interface_changes", sql::interface_changes()},
      {"interface_flaps",
       sql::interface_flaps(sql::ago(sql::kDay), "") + " ORDER BY flaps DESC, 1, 2"},
      {"interface_flaps_hour", sql::interface_flaps_hour(sql::ago(7 * sql::kDay))},
      {"interface_availability",
       sql::interface_availability({{"24h", sql::ago(sql::kDay), sql::ago(0)},
                                    {"7d", sql::ago(7 * sql::kDay), sql::ago(0)}})},
      {"device_availability", sql::device_availability() + watched},
      {"run_log", sql::run_log() + " ORDER BY r.id DESC"},
      {"poll_log", sql::poll_log()},
      {"gap_log", sql::gap_log()},
      {"device_hour_log", sql::device_hour_log()},
  };
}

}  // namespace showd
