#include "app/app.h"

#include <spdlog/spdlog.h>

#include "app/parts.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

/// What stop() gives to visits under way; a visit's own limit is 15 s.
constexpr auto drain = 20s;

}  // namespace

App::App(boost::asio::io_context& loop, Adapters adapters, Options options, std::shared_ptr<const Config> config)
    : parts_(std::make_unique<Parts>(*this, loop, std::move(adapters), std::move(options), std::move(config))) {}

App::~App() = default;

Task<Result<void>> App::start() {
  Result<void> started = co_await parts_->start();
  if (started) parts_->adapters.service.ready();
  co_return started;
}

Task<std::vector<std::string>> App::reload() {
  std::vector<std::string> mistakes = co_await parts_->reloads.call();
  co_return mistakes;
}

Task<void> App::stop() {
  Parts& parts = *parts_;
  Clock& clock = parts.adapters.clock;
  parts.adapters.service.stopping();
  parts.prober.stop();
  parts.column_watch.stop();
  parts.desk.stop();
  if (parts.web) co_await parts.web->stop();
  const SteadyTime latest = clock.steady_now() + drain;
  while (parts.prober.in_flight() > 0 && clock.steady_now() < latest)
    co_await clock.sleep_until(clock.steady_now() + 50ms);
  parts.tasks.cancel();
  co_await parts.writer.write_all();
  for (int i = 0; i < 20 && !parts.tasks.empty(); ++i) co_await clock.sleep_until(clock.steady_now() + 50ms);
  for (const std::string& each : parts.tasks.names()) spdlog::warn("stop task={} still_runs", each);
  // Their sockets and timers would keep the loop alive.
  parts.resolver.use(nullptr);
  parts.http.use(nullptr);
  parts.mailer.use(nullptr);
}

bool App::idle() const {
  return parts_->tasks.empty();
}

const StatusView& App::status() const {
  return parts_->view;
}
AlertDesk& App::alerts() {
  return parts_->alerts;
}
ReportDesk& App::reports() {
  return parts_->desk;
}
std::uint16_t App::port() const {
  return parts_->port;
}

}  // namespace sitewatch
