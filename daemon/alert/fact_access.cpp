#include "alert/fact_access.h"

namespace sitewatch::alert {
namespace {

template <class Value>
const Value* value_in(const FactRow& row, const char* name) {
  const auto found = row.find(name);
  return found == row.end() ? nullptr : std::get_if<Value>(&found->second);
}

}  // namespace

std::optional<std::int64_t> number_in(const FactRow& row, const char* name) {
  const auto* const value = value_in<std::int64_t>(row, name);
  return value ? std::optional{*value} : std::nullopt;
}

std::string word_in(const FactRow& row, const char* name) {
  const auto* const value = value_in<std::string>(row, name);
  return value ? *value : std::string{};
}

bool is_true_in(const FactRow& row, const char* name) {
  const auto* const value = value_in<bool>(row, name);
  return value && *value;
}

const std::vector<FactRow>& rows_in(const Facts& facts, const char* name) {
  static const std::vector<FactRow> none;
  const auto found = facts.lists.find(name);
  return found == facts.lists.end() ? none : found->second;
}

std::string joined(const std::vector<std::string>& words, const Catalogue& catalogue) {
  std::string text;
  for (const std::string& each : words) {
    if (!text.empty()) text += catalogue.language() == Language::en ? ", " : "、";
    text += each;
  }
  return text;
}

}  // namespace sitewatch::alert
