#include "page/attributes.h"

#include <algorithm>

#include "page/ascii_case.h"
#include "page/scan.h"

namespace sitewatch::page {
namespace {

/// Past that many steps a name counts as new: no choice of names makes a page slow.
constexpr std::size_t most_steps = 64;
/// Names beyond them are looked up, but not kept: the table stays in the cache.
constexpr std::size_t most_names = 1u << 14;

/// Reads one attribute at `at` and moves it behind; none is left where its name is empty.
Attribute read_attribute(const char*& at, const char* end) {
  while (at != end && (is_space(*at) || *at == '/')) ++at;
  if (at == end) return {};

  const char* name = at;
  at = end_of_name<'/', '='>(at + 1, end);
  Attribute attribute{between(name, at), {}};
  at = skip_spaces(at, end);
  if (at == end || *at != '=') return attribute;
  ++at;
  at = skip_spaces(at, end);
  if (at == end) return attribute;

  if (*at == '"' || *at == '\'') {
    const char* value = at + 1;
    at = *at == '"' ? find_any<'"'>(value, end) : find_any<'\''>(value, end);
    attribute.value = between(value, at);
    if (at != end) ++at;
    return attribute;
  }
  const char* value = at;
  at = end_of_name<>(at, end);
  attribute.value = between(value, at);
  return attribute;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lowered(x) == lowered(y); });
}

/// Whether the attribute name that begins `text` is this one.
bool begins_with_name(std::string_view text, std::string_view name) {
  if (!same_name(text.substr(0, name.size()), name)) return false;
  const char after = name.size() < text.size() ? text[name.size()] : ' ';
  return is_space(after) || after == '/' || after == '=';
}

std::uint32_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(lowered(c))) * 0x100000001b3ULL;
  return static_cast<std::uint32_t>(hash * 0x9e3779b97f4a7c15ULL >> 32);
}

}  // namespace

std::optional<Attribute> Attributes::next() {
  const char* at = raw_.data() + at_;
  const char* end = raw_.data() + raw_.size();
  Attribute attribute = read_attribute(at, end);
  while (!attribute.name.empty() && !is_new(attribute.name)) attribute = read_attribute(at, end);
  at_ = static_cast<std::size_t>(at - raw_.data());
  return attribute.name.empty() ? std::nullopt : std::optional{attribute};
}

bool Attributes::is_new(std::string_view name) {
  if (count_ >= few) return is_new_among_many(name);
  const auto known = first_.begin() + static_cast<std::ptrdiff_t>(count_);
  if (std::any_of(first_.begin(), known, [&](std::string_view each) { return same_name(each, name); })) return false;
  first_[count_++] = name;
  return true;
}

std::uint32_t Attributes::place_of(std::string_view name) const {
  return static_cast<std::uint32_t>(name.data() - raw_.data()) + 1;
}

bool Attributes::is_new_among_many(std::string_view name) {
  if (count_ < most_names && many_.size() < 2 * (count_ + 1)) grow();
  const std::size_t mask = many_.size() - 1;
  const std::uint32_t hash = hash_of(name);
  std::size_t at = hash & mask;
  for (std::size_t step = 0; step < most_steps; ++step, at = (at + 1) & mask) {
    Place& place = many_[at];
    if (place.at == 0) {
      if (count_ == most_names) return true;
      place = {place_of(name), hash};
      ++count_;
      return true;
    }
    if (place.hash == hash && begins_with_name(raw_.substr(place.at - 1), name)) return false;
  }
  return true;
}

void Attributes::grow() {
  std::vector<Place> smaller(std::max<std::size_t>(8 * few, 4 * many_.size()));
  smaller.swap(many_);
  const auto keep = [&](const Place& place) {
    const std::size_t mask = many_.size() - 1;
    std::size_t at = place.hash & mask;
    for (std::size_t step = 0; step < most_steps && many_[at].at != 0; ++step) at = (at + 1) & mask;
    many_[at] = place;
  };
  for (const Place& each : smaller)
    if (each.at != 0) keep(each);
  if (!smaller.empty()) return;
  for (const std::string_view each : first_) keep({place_of(each), hash_of(each)});
}

std::optional<std::string_view> attribute(std::string_view raw, std::string_view lower_case_name) {
  const char* at = raw.data();
  const char* end = at + raw.size();
  for (Attribute each = read_attribute(at, end); !each.name.empty(); each = read_attribute(at, end))
    if (equals_ignoring_case(each.name, lower_case_name)) return each.value;
  return std::nullopt;
}

}  // namespace sitewatch::page
