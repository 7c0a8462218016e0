#include "domain/filing.h"

#include <algorithm>
#include <array>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, report_state_count> state_names{
    "not_due", "due_soon", "in_grace", "overdue", "filed", "partial", "returned", "filed_late", "extended", "waived"};

constexpr std::array<std::string_view, 4> decision_names{"extend", "waive", "return", "reinstate"};

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

bool is_office_channel(std::string_view channel) {
  return channel == "phone" || channel == "paper" || channel == "mail";
}

bool entered_on_behalf(const Filing& filing) {
  return filing.received_at != filing.entered_at || is_office_channel(filing.channel);
}

std::string_view name(DecisionKind kind) {
  return decision_names[static_cast<std::size_t>(kind)];
}

std::optional<DecisionKind> decision_named(std::string_view text) {
  const auto found = std::find(decision_names.begin(), decision_names.end(), text);
  if (found == decision_names.end()) return std::nullopt;
  return static_cast<DecisionKind>(found - decision_names.begin());
}

bool DutyRecord::waived() const {
  const DutyDecision* const decision = decision_in_force();
  return decision && decision->kind == DecisionKind::waive;
}

std::optional<Day> DutyRecord::extended_until() const {
  const DutyDecision* const decision = decision_in_force();
  return decision ? decision->until : std::nullopt;
}

bool DutyRecord::returned() const {
  if (filings.empty()) return false;
  return std::any_of(decisions.begin(), decisions.end(), [&](const DutyDecision& each) {
    return each.kind == DecisionKind::give_back && each.revision >= filings.back().revision;
  });
}

const DutyDecision* DutyRecord::decision_in_force() const {
  const auto newest = std::find_if(decisions.rbegin(), decisions.rend(),
                                   [](const DutyDecision& each) { return each.kind != DecisionKind::give_back; });
  return newest == decisions.rend() || newest->kind == DecisionKind::reinstate ? nullptr : &*newest;
}

}  // namespace sitewatch
