#include "domain/refusal_reason.h"

#include <array>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, refusal_reason_count> names{
    "unknown_sponsor",    "not_a_month",        "month_out_of_range", "no_duty",
    "foreign_site",       "named_twice",        "too_many_sites",     "no_site",
    "no_site_nor_reason", "nil_not_enough",     "bad_percent",        "not_a_day",
    "too_long",           "not_text",           "unknown_channel",    "office_channel",
    "office_time",        "in_future",          "before_its_time",    "no_enterer",
    "no_entry_reason",    "office_reason",      "key_used",           "newer_revision",
    "no_such_revision",   "decision_under_way", "not_later",          "too_much_later",
    "filed_already",      "waived_already",     "nothing_filed",      "returned_already",
    "nothing_in_force",   "no_reason",          "no_approver",
};

}  // namespace

std::string_view name(RefusalReason reason) {
  return names[static_cast<std::size_t>(reason)];
}

}  // namespace sitewatch
