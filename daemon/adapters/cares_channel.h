#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "domain/address.h"
#include "domain/result.h"
#include "ports/resolver.h"

namespace sitewatch {

/// One DNS server, asked over one UDP socket (and TCP for what does not fit). No more than one try and no time limit
/// worth waiting for: that is the resolver's. Executor's thread only.
class CaresChannel {
 public:
  /// `endpoint` is "192.0.2.1:53" or "[2001:db8::1]:53".
  static Result<std::unique_ptr<CaresChannel>> open(boost::asio::any_io_executor executor, const std::string& endpoint);
  /// The servers of /etc/resolv.conf, as endpoints.
  static std::vector<std::string> system_servers();

  virtual ~CaresChannel() = default;
  /// Calls `done` exactly once, perhaps before it returns, at the latest when the channel is destroyed. False, and no
  /// call, when too many questions are in flight.
  virtual bool ask(const std::string& host, Family family, std::function<void(DnsAnswer)> done) = 0;
};

}  // namespace sitewatch
