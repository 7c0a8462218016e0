#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/address.h"
#include "domain/result.h"

namespace sitewatch {

/// An absolute http or https address, parsed once by this parser alone; libcurl is handed `text()`, which both read
/// alike. The host is lower case, without a trailing dot, an A-label or a canonical IP address: numeric forms that
/// inet_aton takes ("2130706433", "0x7f.1") have become the address they mean.
struct Url {
  bool tls = false;
  std::string host;  ///< Without brackets.
  std::uint16_t port = 80;
  std::string path = "/";  ///< With query, without fragment; percent-encoded ASCII.

  /// Refuses other schemes, userinfo, backslashes, control characters and more than 8 KiB.
  /// The host must be ASCII already; see text/host_name.h for Chinese ones.
  static Result<Url> parse(std::string_view text);
  /// Resolves a Location header against this address, as RFC 3986 says, with the same refusals.
  Result<Url> resolve(std::string_view reference) const;

  std::string text() const;
  /// The `Host` header: the port only where it is not the scheme's own.
  std::string authority() const;
  /// The address if the host is numeric.
  std::optional<Address> numeric_host() const;
  friend bool operator==(const Url&, const Url&) = default;
};

}  // namespace sitewatch
