#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/pool_sheet_writer.h"
#include "support/fake_clock.h"
#include "support/fake_entropy.h"
#include "support/fake_form_links.h"
#include "support/test_spawner.h"
#include "web/fake_ports.h"
#include "web/server.h"

namespace sitewatch::web {

struct Answer {
  int status = 0;
  std::string head;
  std::string body;     ///< Without chunks; packed if the server packed it.
  bool closed = false;  ///< The server ended the connection behind it.

  std::string header(std::string_view name) const;
};

class WebWorld;

/// A connection that sends any bytes. The server runs only while the client waits.
class Client {
 public:
  explicit Client(WebWorld& world, const char* address = "127.0.0.1");
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes);
  /// Waits for one whole answer, or for the end of the connection.
  Answer receive(bool head_only = false);
  Answer exchange(std::string_view bytes);
  /// Whether the server has cut the connection by now.
  bool is_cut();
  int descriptor() const { return descriptor_; }

 private:
  bool read_more();
  WebWorld* world_;
  int descriptor_ = -1;
  std::string received_;
  bool ended_ = false;
};

/// The real server on a free port of 127.0.0.1 in a world of fakes; time moves only by `clock`.
class WebWorld {
 public:
  static constexpr const char* office_token = "office-secret";
  static constexpr const char* sponsor_token = "sponsor-secret";

  explicit WebWorld(Settings settings = usual());
  ~WebWorld();

  /// Port 0, English, an office token and one of "unit-edu".
  static Settings usual();
  static std::string get(std::string_view path, std::string_view more_headers = "");
  static std::string post(std::string_view path, std::string_view body, std::string_view token);
  /// As a browser sends a form.
  static std::string post_form(std::string_view path, std::string_view body, std::string_view more_headers = "");

  Answer ask(std::string_view request) { return Client{*this}.exchange(request); }
  void run_a_little();
  Result<void> reconfigure(Settings settings);

  boost::asio::io_context loop;
  FakeClock clock{loop};
  FakeStatus status;
  FakeAlertDesk alerts;
  FakeReportDesk reports{clock};
  PoolSheetWriter sheets;
  FakeReloader reloader;
  FakeFormLinks links;
  FakeEntropy entropy;
  metrics::Registry metrics{"9.9.9"};
  std::vector<std::string> warnings;
  TestSpawner tasks{loop};
  Server server;
  std::uint16_t port = 0;
};

}  // namespace sitewatch::web
