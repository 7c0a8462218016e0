#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sitewatch {

/// Why a report or a decision is not taken; the words for people are at "refusal" in the catalogue.
enum class RefusalReason : std::uint8_t {
  unknown_sponsor,
  not_a_month,
  month_out_of_range,
  no_duty,
  foreign_site,
  named_twice,
  too_many_sites,
  no_site,
  no_site_nor_reason,
  nil_not_enough,
  bad_percent,
  not_a_day,
  too_long,
  not_text,
  unknown_channel,
  office_channel,
  office_time,
  in_future,
  before_its_time,
  no_enterer,
  no_entry_reason,
  office_reason,
  key_used,
  newer_revision,
  no_such_revision,
  decision_under_way,
  not_later,
  too_much_later,
  filed_already,
  waived_already,
  nothing_filed,
  returned_already,
  nothing_in_force,
  no_reason,
  no_approver,
};
inline constexpr std::size_t refusal_reason_count = static_cast<std::size_t>(RefusalReason::no_approver) + 1;
std::string_view name(RefusalReason reason);

}  // namespace sitewatch
