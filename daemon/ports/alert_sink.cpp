#include "ports/alert_sink.h"

#include <array>

namespace sitewatch {

std::string_view name(BulletinKind kind) {
  constexpr std::array<std::string_view, 6> names{"receipt", "returned", "decided", "roster", "chasing", "late"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace sitewatch
