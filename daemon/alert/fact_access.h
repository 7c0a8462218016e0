#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/alert.h"
#include "text/catalogue.h"

namespace sitewatch::alert {

/// A fact of one row by name; absent, or of another type: none, empty, false.
std::optional<std::int64_t> number_in(const FactRow& row, const char* name);
std::string word_in(const FactRow& row, const char* name);
bool is_true_in(const FactRow& row, const char* name);

/// The rows of a list; none if there is no such list.
const std::vector<FactRow>& rows_in(const Facts& facts, const char* name);

/// "甲、乙" · "A, B".
std::string joined(const std::vector<std::string>& words, const Catalogue& catalogue);

}  // namespace sitewatch::alert
