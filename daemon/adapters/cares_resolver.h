#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "domain/result.h"
#include "ports/resolver.h"

namespace sitewatch {

/// Asks DNS servers through c-ares, on the loop of its executor: one UDP socket a server, however many look-ups there
/// are. The first definite word of any server counts. A server that fails or stays silent is followed by the next, and
/// failures are reported only when no server is left to disagree. Looks into no hosts file and no cache.
/// When it is destroyed, look-ups that still wait answer `local_failure`.
class CaresResolver : public Resolver {
 public:
  /// `servers`: "192.0.2.1:53" or "[2001:db8::1]:53", in order of preference; at most three are used. Empty: those of
  /// /etc/resolv.conf.
  static Result<std::unique_ptr<CaresResolver>> open(const boost::asio::any_io_executor& executor,
                                                     std::vector<std::string> servers);
  ~CaresResolver() override;

  /// Called on the executor's thread.
  Task<DnsAnswer> resolve(std::string host, Family family, Duration timeout) override;

 private:
  class Core;
  explicit CaresResolver(std::shared_ptr<Core> core);
  /// Shared with the look-ups that wait, which may outlive the resolver by one turn of the loop.
  std::shared_ptr<Core> core_;
};

}  // namespace sitewatch
