#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/adapters.h"
#include "ports/alert_desk.h"
#include "ports/reloader.h"
#include "ports/report_desk.h"
#include "ports/status_view.h"

namespace boost::asio {
class io_context;
}

namespace sitewatch {

/// The daemon: builds every part from one configuration and the adapters, starts and stops them in order, and takes
/// over a new configuration whole or not at all. Control loop only; after stop() has ended, run the loop until idle()
/// before destroying it.
class App : public Reloader {
 public:
  struct Options {
    bool serve = true;  ///< false: no HTTP server, for scenario tests.
    std::string version = "0";
    /// The daemon must end: a task ended by an exception, or the store is beyond help.
    std::function<void(const std::string& what)> on_failure;
  };

  App(boost::asio::io_context& loop, Adapters adapters, Options options, std::shared_ptr<const Config> config);
  ~App() override;

  /// Restores what the store knows, then starts every part. After a failure call stop(), as after a success.
  Task<Result<void>> start();
  Task<std::vector<std::string>> reload() override;
  /// Takes no new work, lets visits and mail under way end within a bound, writes every state.
  Task<void> stop();
  bool idle() const;

  const StatusView& status() const;
  AlertDesk& alerts();
  ReportDesk& reports();
  std::uint16_t port() const;  ///< Where it listens; 0 without a server.

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;  // Keeps the flows' types out of what includes this.
};

}  // namespace sitewatch
