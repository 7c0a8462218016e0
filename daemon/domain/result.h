#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace sitewatch {

/// Why the environment failed us. `message` says what was tried and with what, for an operator:
/// "cannot open store /var/lib/sitewatch/sitewatch.db: permission denied".
struct Error {
  std::string message;
  bool retry = false;  ///< The same call may succeed later without anybody's help.
};

/// A value, or why there is none. Nobody may ignore it.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

inline tl::unexpected<Error> failure(std::string message, bool retry = false) {
  return tl::unexpected<Error>(Error{std::move(message), retry});
}

}  // namespace sitewatch
