#include "ports/alert_store.h"

#include <algorithm>
#include <array>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, 8> reason_names{"none",  "first", "repeat",   "worse",
                                                       "ended", "brief", "baseline", "correction"};

}  // namespace

std::string_view name(NotifyReason reason) {
  return reason_names[static_cast<std::size_t>(reason)];
}

std::optional<NotifyReason> notify_reason_named(std::string_view text) {
  const auto* const found = std::find(reason_names.begin(), reason_names.end(), text);
  if (found == reason_names.end()) return std::nullopt;
  return static_cast<NotifyReason>(found - reason_names.begin());
}

}  // namespace sitewatch
