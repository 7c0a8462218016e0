#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/page_parts.h"

namespace sitewatch::web {

/// A duty's state in words, with what it depends on: "部分报送（2个网站未填）".
std::string state_words(const PageWords& words, const ReportRow& row);
std::string state_badge(const PageWords& words, const ReportRow& row);
/// green, amber, red or grey, by page_style's names.
std::string_view state_css(ReportState state);
std::string channel_words(const PageWords& words, std::string_view channel);
/// When a report was received, marked where the office entered it; empty without one.
std::string received_words(const PageWords& words, const ReportRow& row);

/// When a report is due, with how to read it, and what is known of it: rows of a <dl>.
void write_duty(std::string& out, const PageWords& words, const DutyDetail& detail);
/// What was filed, a row a site, and the words around it.
void write_filing(std::string& out, const PageWords& words, const Filing& filing, const DutyDetail& detail);

/// What somebody asked for with ?period=; none if it is no month.
std::optional<Period> period_of_query(const Call& call);
std::string office_link(Period period, const SponsorId& sponsor = {});

/// The office as people are to know it, whether or not its name is configured, with its telephone where there is one.
std::string office_contact(const Call& call);
/// A page for people with one paragraph, for what cannot be done.
Response page_of_words(const Call& call, int status, std::string_view title_key, std::string_view words_key);

}  // namespace sitewatch::web
