#pragma once

#include <cstdint>
#include <memory>

#include "web/access.h"
#include "web/passwords.h"
#include "web/routes.h"
#include "web/wire.h"

namespace sitewatch::web {

/// What all connections share; outlives them.
struct Shared {
  explicit Shared(Ports the_ports)
      : ports(std::move(the_ports)), passwords(ports.clock), guard(ports.entropy.bytes(32)) {}

  Ports ports;
  Passwords passwords;
  LoginLimiter logins;
  FormGuard guard;
  std::shared_ptr<const Served> served;  // Shared with requests under way, which end by the settings they began with.
  bool draining = false;
};

/// One connection as the sweep and the limits see it.
struct Connection {
  std::unique_ptr<Wire> wire;
  Address peer;
  Address local;
  SteadyTime waiting_since{};  ///< Of the head of a request, or of the next request.
  bool answering = false;      ///< A whole head has arrived and its answer is not out yet.
  bool closing = false;        ///< close() was called; the task is about to end.
  SteadyTime deadline{};       ///< The wire is closed when this has passed.
};

/// Answers one request after the other until either side has had enough. Throws system_error when the wire breaks or
/// is closed.
Task<void> serve(Shared& shared, Connection& connection);

}  // namespace sitewatch::web
