#include "text/catalogue.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>

#include "text/escape.h"
#include "text/templates.h"

namespace sitewatch {
namespace {

using Data = kainjow::mustache::data;

// Facts of these names hold a word of ours; no other string is ever looked up, whatever a site calls itself.
constexpr std::array<std::string_view, 9> worded_facts{"reason",  "state",  "severity",          "disposition", "phase",
                                                       "verdict", "ending", "certificate_fault", "page_state"};

constexpr std::array<const char*, 12> english_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 12> english_long_months{"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

template <class... Parts>
std::string printed(const char* format, Parts... parts) {
  std::array<char, 96> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, parts...);
  return buffer.data();
}

// A reason's sentence says 页面不存在 for these two alone.
void note_not_found(FactRow& facts) {
  const auto status = facts.find("http_status");
  if (status == facts.end()) return;
  const auto* code = std::get_if<std::int64_t>(&status->second);
  if (code != nullptr && (*code == 404 || *code == 410)) facts["not_found"] = true;
}

/// Turns typed facts into the strings and sections that a template sees, as far as it names them.
class FactWriter {
 public:
  FactWriter(const Catalogue& catalogue, std::string_view text, Escape escape)
      : catalogue_(catalogue), text_(text), escape_(escape) {}

  Data row(const FactRow& facts) const {
    Data data{Data::type::object};
    add_all(data, facts);
    return data;
  }

  void add_all(Data& data, const FactRow& facts) const {
    for (const auto& [name, fact] : facts) {
      if (is_named(name)) std::visit([&](const auto& value) { add(data, name, value, facts); }, fact);
    }
  }

 private:
  // A fact x is also seen as x_short and the like, and x_seconds as x.
  bool is_named(std::string_view fact) const {
    if (fact.ends_with(seconds_suffix)) fact.remove_suffix(seconds_suffix.size());
    return text_.find(fact) != std::string_view::npos;
  }

  void add(Data& data, const std::string& name, const std::string& value, const FactRow& facts) const {
    // An empty string is as good as an absent fact: {{#link}} must not open on it.
    if (value.empty())
      data.set(name, Data{false});
    else
      data.set(name, Data{escaped(worded(name, value, facts))});
  }

  void add(Data& data, const std::string& name, bool value, const FactRow&) const { data.set(name, Data{value}); }

  void add(Data& data, const std::string& name, double value, const FactRow&) const {
    data.set(name, Data{Catalogue::number(value)});
  }

  void add(Data& data, const std::string& name, std::int64_t value, const FactRow& facts) const {
    data.set(name, Data{std::to_string(value)});
    if (!name.ends_with(seconds_suffix) || name.size() == seconds_suffix.size()) return;
    const std::string bare = name.substr(0, name.size() - seconds_suffix.size());
    if (!facts.contains(bare)) data.set(bare, Data{catalogue_.duration(std::chrono::seconds{value})});
  }

  void add(Data& data, const std::string& name, WallTime value, const FactRow&) const {
    data.set(name, Data{catalogue_.time(value)});
    data.set(name + "_short", Data{catalogue_.short_time(value)});
    data.set(name + "_date", Data{catalogue_.date(catalogue_.zone().day(value))});
    data.set(name + "_day", Data{catalogue_.short_date(catalogue_.zone().day(value))});
    data.set(name + "_clock", Data{catalogue_.clock(value)});
  }

  std::string escaped(std::string value) const { return escape_ == Escape::html ? html_escaped(value) : value; }

  std::string worded(const std::string& name, const std::string& value, const FactRow& facts) const {
    if (std::find(worded_facts.begin(), worded_facts.end(), name) == worded_facts.end()) return value;
    const std::string key = name + '.' + value;
    if (!catalogue_.has(key)) return value;
    if (catalogue_.text(key).find("{{") == std::string_view::npos) return std::string{catalogue_.text(key)};
    FactRow others = facts;
    for (const std::string_view each : worded_facts) others.erase(std::string{each});
    note_not_found(others);
    return catalogue_.render(key, Facts{std::move(others), {}});
  }

  static constexpr std::string_view seconds_suffix = "_seconds";
  const Catalogue& catalogue_;
  std::string_view text_;
  Escape escape_;
};

}  // namespace

std::string_view name(Language language) {
  return language == Language::en ? "en" : "zh-CN";
}

std::optional<Language> language_named(std::string_view text) {
  for (const Language each : {Language::zh_cn, Language::en})
    if (name(each) == text) return each;
  return std::nullopt;
}

Catalogue::Catalogue(Language language, Zone zone, const Templates& templates)
    : language_(language), zone_(zone), templates_(&templates) {}

Catalogue Catalogue::of(Language language, Zone zone) {
  return Catalogue{language, zone, templates_of(sitewatch::name(language))};
}

bool Catalogue::has(std::string_view key) const {
  return templates_->contains(key);
}

std::vector<std::string> Catalogue::keys() const {
  std::vector<std::string> keys;
  keys.reserve(templates_->size());
  for (const auto& [key, text] : *templates_) keys.push_back(key);
  return keys;
}

std::string_view Catalogue::text(std::string_view key) const {
  const auto found = templates_->find(key);
  assert(found != templates_->end());
  return found == templates_->end() ? key : std::string_view{found->second.text()};
}

std::string_view Catalogue::word(std::string_view section, std::string_view name) const {
  const auto found = templates_->find(std::string{section}.append(".").append(name));
  assert(found != templates_->end());
  return found == templates_->end() ? name : std::string_view{found->second.text()};
}

std::string Catalogue::render(std::string_view key, const Facts& facts, Escape escape) const {
  const auto found = templates_->find(key);
  assert(found != templates_->end());
  if (found == templates_->end()) return std::string{key};
  return filled(found->second, facts, escape);
}

std::string Catalogue::fill(std::string_view text, const Facts& facts, Escape escape) const {
  return filled(Template{std::string{text}}, facts, escape);
}

std::string Catalogue::filled(const Template& sentence, const Facts& facts, Escape escape) const {
  if (!sentence.has_placeholders()) return sentence.text();
  const FactWriter writer{*this, sentence.text(), escape};
  Data data = writer.row(facts.values);
  for (const auto& [name, rows] : facts.lists) {
    Data list{Data::type::list};
    for (const FactRow& row : rows) list << writer.row(row);
    data.set(name, list);
  }
  return sentence.render(data);
}

std::string Catalogue::reason(FailureReason reason, int http_status) const {
  Facts facts;
  if (http_status != 0) facts.values["http_status"] = std::int64_t{http_status};
  note_not_found(facts.values);
  return render(std::string{"reason."}.append(sitewatch::name(reason)), facts);
}

std::string Catalogue::time(WallTime time) const {
  const std::string day = date(zone_.day(time));
  return language_ == Language::en ? day + ' ' + clock(time) : day + clock(time);
}

std::string Catalogue::short_time(WallTime time) const {
  const std::string day = short_date(zone_.day(time));
  return language_ == Language::en ? day + ' ' + clock(time) : day + clock(time);
}

std::string Catalogue::clock(WallTime time) const {
  const auto local = zone_.local(time);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - date::floor<date::days>(local)).count();
  return printed("%02d:%02d", static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
}

std::string Catalogue::date(Day day) const {
  const int year = static_cast<int>(day.year());
  if (language_ == Language::en) return short_date(day) + printed(" %d", year);
  return printed("%d年", year) + short_date(day);
}

std::string Catalogue::short_date(Day day) const {
  const auto month = static_cast<unsigned>(day.month());
  const auto of_month = static_cast<unsigned>(day.day());
  if (language_ == Language::en) return printed("%u %s", of_month, english_months[(month + 11) % 12]);
  return printed("%u月%u日", month, of_month);
}

std::string Catalogue::month(int year, unsigned month) const {
  if (language_ == Language::en) return printed("%s %d", english_long_months[(month + 11) % 12], year);
  return printed("%d年%u月", year, month);
}

std::string Catalogue::duration(Duration duration) const {
  const bool english = language_ == Language::en;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(duration).count();
  const long long minutes = seconds / 60;
  constexpr long long day = 1440;
  const auto pair = [](long long much, const char* unit, long long rest, const char* rest_unit) {
    return rest == 0 ? printed(unit, much) : printed(unit, much) + printed(rest_unit, rest);
  };
  if (seconds < 60) return printed(english ? "%lld s" : "%lld秒", static_cast<long long>(seconds));
  if (minutes < 60) return printed(english ? "%lld min" : "%lld分", minutes);
  if (minutes < 2 * day)
    return pair(minutes / 60, english ? "%lld h" : "%lld小时", minutes % 60, english ? " %lld min" : "%lld分");
  return pair(minutes / day, english ? "%lld d" : "%lld天", minutes % day / 60, english ? " %lld h" : "%lld小时");
}

std::string Catalogue::number(double value) {
  if (!std::isfinite(value)) return "0.0";
  // The tiny addend makes up for 4.3 * 10 being 42.999…
  return printed("%.1f", std::floor(value * 10 + 1e-6) / 10);
}

}  // namespace sitewatch
