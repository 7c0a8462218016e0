#include "domain/filing.h"

#include <array>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, report_state_count> state_names{
    "not_due", "due_soon", "in_grace", "overdue", "filed", "partial", "returned", "filed_late", "extended", "waived"};

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Period> Period::parse(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5));
  if (!year || !month || *year < 1970 || *month < 1 || *month > 12) return std::nullopt;
  return Period{*year, static_cast<unsigned>(*month)};
}

std::string Period::text() const {
  const std::string month_text = std::to_string(month);
  return std::to_string(year) + (month < 10 ? "-0" : "-") + month_text;
}

std::string_view name(ReportState state) {
  return state_names[static_cast<std::size_t>(state)];
}

}  // namespace sitewatch
