#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/alert.h"
#include "domain/column_judgement.h"
#include "domain/filing.h"
#include "domain/home_links.h"
#include "domain/item_history.h"
#include "domain/page_reading.h"

namespace sitewatch {

/// Lists and typed facts as the store keeps them in one text column. Reading back gives the very same value: doubles
/// bit for bit, an instant stays an instant, bytes that are not UTF-8 stay as they are. Text that is not ours reads as
/// an empty value.

std::string to_json(const Facts& facts);
Facts facts_from_json(std::string_view text);

std::string to_json(const std::vector<SiteProgress>& sites);
std::vector<SiteProgress> progress_from_json(std::string_view text);

std::string to_json(const std::vector<std::string>& texts);
std::vector<std::string> texts_from_json(std::string_view text);

std::string to_json(const PageReading& reading);
PageReading reading_from_json(std::string_view text);

std::string to_json(const ColumnRecord& record);
ColumnRecord record_from_json(std::string_view text);

std::string to_json(const std::vector<LinkedHost>& hosts);
std::vector<LinkedHost> hosts_from_json(std::string_view text);

/// Null is the empty text. Grey words are left out: what they mean is judged when the page is read.
std::string to_json(const std::optional<PageIdentity>& identity);
std::optional<PageIdentity> identity_from_json(std::string_view text);

std::string to_json(const std::vector<FoundColumn>& columns);
std::vector<FoundColumn> proposed_from_json(std::string_view text);

std::string to_json(const ItemHistory& history);
ItemHistory items_from_json(std::string_view text);

}  // namespace sitewatch
