#include "campaign/filing_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "campaign/duty_book.h"
#include "domain/day_text.h"
#include "text/decode.h"

namespace sitewatch::campaign {
namespace {

constexpr std::size_t short_text = 200;
constexpr std::size_t long_text = 2000;
constexpr std::size_t note_text = 4000;
constexpr std::size_t key_text = 128;
constexpr int earliest_months = 2;

using Faults = std::vector<FilingRefusal::Fault>;

bool is_clean_text(std::string_view text) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7f || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t');
  };
  return is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

void check_period(Faults& faults, const FilingRequest& request, Period this_month) {
  const auto period = Period::parse(request.period);
  if (!period)
    faults.push_back({"period", RefusalReason::not_a_month});
  else if (*period < plus_months(this_month, -months_kept) || *period > plus_months(this_month, earliest_months))
    faults.push_back({"period", RefusalReason::month_out_of_range});
}

void check_site(Faults& faults, const SiteProgress& progress, const std::string& field, const FilingScope& scope) {
  const auto is_it = [&](const Site* site) { return site->id == progress.site; };
  if (std::none_of(scope.sites.begin(), scope.sites.end(), is_it))
    faults.push_back({field + ".site", RefusalReason::foreign_site});
  if (progress.migration_percent && (*progress.migration_percent < 0 || *progress.migration_percent > 100))
    faults.push_back({field + ".migration_percent", RefusalReason::bad_percent});
  check_text(faults, field + ".closure", progress.closure, short_text);
  check_text(faults, field + ".obstacles", progress.obstacles, long_text);
  if (!progress.expected_on.empty() && !day_in(progress.expected_on))
    faults.push_back({field + ".expected_on", RefusalReason::not_a_day});
}

void check_sites(Faults& faults, const FilingRequest& request, const FilingScope& scope) {
  if (request.sites.empty() && request.nil_reason.empty())
    faults.push_back({"sites", scope.nil_allowed ? RefusalReason::no_site_nor_reason : RefusalReason::no_site});
  if (!request.nil_reason.empty() && !scope.nil_allowed)
    faults.push_back({"nil_reason", RefusalReason::nil_not_enough});
  if (request.sites.size() > scope.sites.size()) {
    faults.push_back({"sites", RefusalReason::too_many_sites});
    return;
  }
  std::set<SiteId> seen;
  for (std::size_t i = 0; i < request.sites.size(); ++i) {
    const std::string field = "sites[" + std::to_string(i) + "]";
    check_site(faults, request.sites[i], field, scope);
    if (!seen.insert(request.sites[i].site).second) faults.push_back({field + ".site", RefusalReason::named_twice});
  }
}

bool is_before_its_time(WallTime received, const FilingRequest& request, const Zone& zone) {
  const auto period = Period::parse(request.period);
  if (!period) return false;
  const Period first = plus_months(*period, -earliest_months);
  return received < zone.at(date::year{first.year} / date::month{first.month} / 1, Duration{0});
}

/// A sponsor files for itself and now; only the office enters what reached it another way.
void check_entry(Faults& faults, const FilingRequest& request, const FilingScope& scope) {
  constexpr std::array<std::string_view, 3> doors{"web", "api", "tool"};
  const bool is_office = is_office_channel(request.channel);
  if (!is_office && std::find(doors.begin(), doors.end(), request.channel) == doors.end())
    faults.push_back({"channel", RefusalReason::unknown_channel});
  else if (is_office && !request.by_office)
    faults.push_back({"channel", RefusalReason::office_channel});
  if (request.received_at && !request.by_office)
    faults.push_back({"received_at", RefusalReason::office_time});
  else if (request.received_at && *request.received_at > scope.now)
    faults.push_back({"received_at", RefusalReason::in_future});
  else if (request.received_at && is_before_its_time(*request.received_at, request, scope.zone))
    faults.push_back({"received_at", RefusalReason::before_its_time});
  const bool on_behalf = request.received_at || is_office;
  if (on_behalf && request.entered_by.empty()) faults.push_back({"entered_by", RefusalReason::no_enterer});
  if (on_behalf && request.reason.empty()) faults.push_back({"reason", RefusalReason::no_entry_reason});
  if (!request.by_office && !request.reason.empty()) faults.push_back({"reason", RefusalReason::office_reason});
}

}  // namespace

void check_text(std::vector<FilingRefusal::Fault>& faults, const std::string& field, std::string_view text,
                std::size_t most) {
  if (text.size() > most)
    faults.push_back({field, RefusalReason::too_long, static_cast<std::int64_t>(most)});
  else if (!is_clean_text(text))
    faults.push_back({field, RefusalReason::not_text});
}

std::vector<FilingRefusal::Fault> check_filing(const FilingRequest& request, const FilingScope& scope) {
  Faults faults;
  if (!scope.sponsor) {
    faults.push_back({"sponsor", RefusalReason::unknown_sponsor});
    return faults;
  }
  check_period(faults, request, scope.this_month);
  check_sites(faults, request, scope);
  check_text(faults, "nil_reason", request.nil_reason, long_text);
  check_text(faults, "note", request.note, note_text);
  check_text(faults, "entered_by", request.entered_by, short_text);
  check_text(faults, "reason", request.reason, long_text);
  check_text(faults, "idempotency_key", request.idempotency_key, key_text);
  check_entry(faults, request, scope);
  return faults;
}

}  // namespace sitewatch::campaign
