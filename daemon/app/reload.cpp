#include "app/reload.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace showd {
namespace {

/// Thread: a helper.
Reload::Outcome outcome_of(const Reload::Read& read, const std::stop_token& stop) {
  try {
    return read(stop);
  } catch (const ConfigError& fault) {
    return tl::unexpected(fault.lines());
  } catch (const std::exception& fault) {
    return tl::unexpected(std::vector<std::string>{fault.what()});
  }
}

}  // namespace

Reload::Reload(asio::io_context& main, Helpers& helpers, std::function<Read(What)> plan,
               std::function<void(What, Outcome)> done)
    : main_(main), helpers_(helpers), plan_(std::move(plan)), done_(std::move(done)) {}

void Reload::ask(What what) {
  wanted_ = std::max(wanted_.value_or(what), what);
  if (!under_way_) begin();
}

void Reload::begin() {
  const What what = *std::exchange(wanted_, std::nullopt);
  const auto job = [this, what, read = plan_(what)](const std::stop_token& stop) {
    asio::post(main_, [this, what, outcome = outcome_of(read, stop)]() mutable {
      finish(what, std::move(outcome));
    });
  };
  under_way_ = helpers_.run(Helpers::Kind::files, job);
  if (!under_way_)
    done_(what, tl::unexpected(std::vector<std::string>{"too much waits to be read"}));
}

void Reload::finish(What what, Outcome outcome) {
  under_way_ = false;
  done_(what, std::move(outcome));
  if (wanted_ && !under_way_) begin();
}

}  // namespace showd
