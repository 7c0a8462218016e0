#include "text/clip.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "text/decode.h"

namespace sitewatch {
namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::size_t most_marks = 4;
constexpr char32_t joiner = 0x200d;

struct Range {
  char32_t from;
  char32_t to;
};

// Marks of the scripts that reach Chinese pages, variation selectors, emoji modifiers and tags.
constexpr Range marks[] = {
    {0x0300, 0x036f},   {0x0483, 0x0489},   {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670},
    {0x06d6, 0x06ed},   {0x0900, 0x0903},   {0x093a, 0x094f}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
    {0x0eb1, 0x0eb1},   {0x0eb4, 0x0ebc},   {0x0ec8, 0x0ecd}, {0x0f71, 0x0f84}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x20d0, 0x20ff},   {0x302a, 0x302f},   {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0x1f3fb, 0x1f3ff},
    {0xe0020, 0xe007f}, {0xe0100, 0xe01ef},
};

bool is_mark(char32_t c) {
  return std::any_of(std::begin(marks), std::end(marks), [c](Range range) { return range.from <= c && c <= range.to; });
}

// Takes one character as people see it off `text` at `at`; marks beyond the fourth are left out.
std::string next_cluster(std::string_view text, std::size_t& at) {
  constexpr std::size_t most_joined = 8;
  std::string cluster;
  std::size_t kept = 0;
  std::size_t joined = 0;
  append_utf8(cluster, next_character(text, at));
  while (at < text.size()) {
    std::size_t behind = at;
    const char32_t c = next_character(text, behind);
    if (c == joiner && behind < text.size() && joined++ < most_joined) {
      append_utf8(cluster, c);
      append_utf8(cluster, next_character(text, behind));
    } else if (!is_mark(c)) {
      return cluster;
    } else if (kept++ < most_marks) {
      append_utf8(cluster, c);
    }
    at = behind;
  }
  return cluster;
}

/// The same without a copy where the character is plain and nothing that follows belongs to it, as nearly always.
class Clusters {
 public:
  explicit Clusters(std::string_view text) : text_{text} {}

  bool at_end() const { return at_ == text_.size(); }

  std::string_view next() {
    const std::size_t length = plain_length(text_, at_);
    const std::size_t behind = at_ + length;
    if (length != 0 && (behind == text_.size() || plain_length(text_, behind) != 0)) {
      at_ = behind;
      return text_.substr(behind - length, length);
    }
    cluster_ = next_cluster(text_, at_);
    return cluster_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::string cluster_;
};

}  // namespace

std::string clip(std::string_view text, std::size_t most, bool mark_cut) {
  std::string result;
  std::size_t last_fit = 0;  // Length of the result at which "…" still fits behind it.
  result.reserve(std::min(text.size(), most));
  for (Clusters clusters{text}; !clusters.at_end();) {
    const std::string_view cluster = clusters.next();
    if (result.size() + cluster.size() > most) {
      result.resize(mark_cut ? last_fit : result.size());
      return mark_cut && most >= ellipsis.size() ? result.append(ellipsis) : result;
    }
    result += cluster;
    if (result.size() + ellipsis.size() <= most) last_fit = result.size();
  }
  return result;
}

std::string clip_characters(std::string_view text, std::size_t most) {
  std::string result;
  std::size_t last_fit = 0;
  std::size_t characters = 0;
  for (Clusters clusters{text}; !clusters.at_end(); ++characters) {
    if (characters == most) {
      result.resize(last_fit);
      return most == 0 ? result : result.append(ellipsis);
    }
    if (characters + 1 <= most) last_fit = result.size();
    result += clusters.next();
  }
  return result;
}

}  // namespace sitewatch
