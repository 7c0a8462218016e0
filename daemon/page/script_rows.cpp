#include "page/script_rows.h"

#include <array>
#include <string>

#include "page/ascii_case.h"
#include "page/stated_date.h"
#include "text/clip.h"
#include "text/decode.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t most_sections = 1000;
constexpr std::size_t most_rows = 300;
constexpr std::size_t longest_value = 2000;
constexpr std::size_t title_bytes = 200;

enum class Field : std::uint8_t { other, title, link, date };

Field field_named(std::string_view key) {
  const auto is_one_of = [&](const auto& names) {
    for (const std::string_view name : names)
      if (equals_ignoring_case(key, name)) return true;
    return false;
  };
  constexpr std::array<std::string_view, 7> titles{"title",     "headline", "name", "subject",
                                                   "infotitle", "doctitle", "bt"};
  constexpr std::array<std::string_view, 7> links{"url", "href", "link", "linkurl", "docpuburl", "infourl", "path"};
  constexpr std::array<std::string_view, 18> dates{
      "date",        "pubdate",     "publishdate",  "publishtime", "publish_time", "pubtime",
      "created_at",  "createtime",  "published_at", "infodate",    "docreltime",   "releasetime",
      "releasedate", "displaydate", "fbsj",         "fbrq",        "time",         "crtime"};
  if (is_one_of(titles)) return Field::title;
  if (is_one_of(links)) return Field::link;
  return is_one_of(dates) ? Field::date : Field::other;
}

/// The name that ends at `end`: {title: "…"}
std::string_view word_before(std::string_view script, std::size_t end) {
  constexpr std::size_t longest = 20;
  const auto is_part = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  while (end > 0 && is_space(script[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && end - begin < longest && is_part(script[begin - 1])) --begin;
  return script.substr(begin, end - begin);
}

/// The end of a JSON string that begins behind `at`.
std::size_t end_of_string(std::string_view script, std::size_t at) {
  const char quote = script[at];
  for (++at; at < script.size(); ++at) {
    if (script[at] == '\\')
      ++at;
    else if (script[at] == quote || script[at] == '\n')
      return at;
  }
  return script.size();
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 >= text.size()) {
      out.push_back(text[at]);
      continue;
    }
    const char next = text[++at];
    if (next != 'u' || at + 4 >= text.size()) {
      out.push_back(next);
      continue;
    }
    char32_t value = 0;
    for (std::size_t digit = at + 1; digit <= at + 4; ++digit) {
      const char c = lowered(text[digit]);
      value = value * 16 + static_cast<char32_t>(c >= 'a' ? c - 'a' + 10 : c - '0') % 16;
    }
    append_utf8(out, value >= 0xd800 && value <= 0xdfff ? U'\ufffd' : value);
    at += 4;
  }
  return out;
}

/// Collects the fields of the object that is open; an inner object ends what the outer one had so far.
struct OpenObject {
  std::string_view title;
  std::string_view link;
  std::string_view date;

  void take(Field field, std::string_view value) {
    if (field == Field::title && title.empty()) title = value;
    if (field == Field::link && link.empty()) link = value;
    if (field == Field::date && date.empty()) date = value;
  }
};

/// Walks over a script once and makes a row of each object that has a title, a link and a date.
class ObjectReader {
 public:
  explicit ObjectReader(std::string_view script) : script_(script) {}

  std::vector<Row> rows() {
    for (std::size_t at = 0; at < script_.size() && rows_.size() < most_rows; ++at) {
      const char c = script_[at];
      if (c == '"' || c == '\'')
        at = string_at(at);
      else
        sign(c, at);
    }
    return std::move(rows_);
  }

 private:
  /// Answers where the string ends.
  std::size_t string_at(std::size_t at) {
    const std::size_t end = end_of_string(script_, at);
    const std::string_view text = script_.substr(at + 1, end - at - 1);
    if (is_value_ && text.size() <= longest_value) object_.take(field_named(key_), text);
    expect_key(is_value_ ? std::string_view{} : text);
    return end;
  }

  void sign(char c, std::size_t at) {
    if (c == ':') {
      if (key_.empty()) key_ = word_before(script_, at);
      is_value_ = !key_.empty();
    } else if (c == '{') {
      object_ = OpenObject{};
      expect_key({});
    } else if (c == '}') {
      close();
    } else if (c == ',') {
      expect_key({});
    }
  }

  void expect_key(std::string_view key) {
    key_ = key;
    is_value_ = false;
  }

  void close() {
    const auto date = object_.title.empty() ? std::nullopt : stated_date(object_.date, DayOrder::day_first);
    if (date && !object_.link.empty())
      rows_.push_back({clip(one_line(unescaped(object_.title)), title_bytes), unescaped(object_.link), date->day, {}});
    object_ = OpenObject{};
  }

  std::string_view script_;
  OpenObject object_;
  std::string_view key_;
  bool is_value_ = false;
  std::vector<Row> rows_;
};

}  // namespace

std::vector<std::string_view> marked_sections(std::string_view script) {
  constexpr std::string_view begin = "<![CDATA[";
  std::vector<std::string_view> sections;
  if (script.find("<record") == std::string_view::npos) return sections;
  for (std::size_t at = script.find(begin); at != std::string_view::npos; at = script.find(begin, at)) {
    at += begin.size();
    const std::size_t end = std::min(script.find("]]>", at), script.size());
    if (sections.size() < most_sections) sections.push_back(script.substr(at, end - at));
    at = end;
  }
  return sections;
}

std::vector<Row> json_rows(std::string_view script) {
  if (script.find("itle") == std::string_view::npos) return {};
  return ObjectReader{script}.rows();
}

bool holds_rows(std::string_view script) {
  for (const std::string_view mark : {"<a", "href", "\"title\"", "'title'", "\"url\"", "<record"})
    if (script.find(mark) != std::string_view::npos) return true;
  return false;
}

}  // namespace sitewatch::page
