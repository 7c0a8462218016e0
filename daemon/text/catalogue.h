#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/alert.h"
#include "domain/failure_reason.h"
#include "domain/zone.h"

namespace sitewatch {

enum class Language : std::uint8_t { zh_cn, en };
std::string_view name(Language language);  ///< "zh-CN", "en"
std::optional<Language> language_named(std::string_view name);

/// `plain` for text mails, subjects and logs; `html` for anything that becomes part of a page.
enum class Escape : std::uint8_t { plain, html };

class Template;

/// Every sentence that people read, in one language, from config/text/*.yaml: key → mustache template. Immutable, and
/// cheap to copy: the sentences are read and parsed once for the whole process.
class Catalogue {
 public:
  /// Times are written as the clocks of `zone` show them.
  static Catalogue of(Language language, Zone zone);

  Language language() const { return language_; }
  const Zone& zone() const { return zone_; }
  bool has(std::string_view key) const;
  std::vector<std::string> keys() const;

  /// The template as it stands. A key that is missing is a bug (asserted); the key itself is answered.
  std::string_view text(std::string_view key) const;
  /// text("section.name"): word("severity", name(alert.severity)).
  std::string_view word(std::string_view section, std::string_view name) const;

  /// Fills the placeholders. Beside `{{name}}` a fact may be written as
  /// - a WallTime: `{{name_short}}` 3月5日02:13, `{{name_date}}` 2026年3月5日, `{{name_day}}` 3月5日, `{{name_clock}}`
  /// 02:13;
  /// - an integer "X_seconds": `{{X}}` as a duration, 1小时25分;
  /// - a string called reason, state, severity, disposition, phase, verdict, certificate_fault, page_state or ending:
  ///   its word in this language where `name.value` is a key (reason "http_5xx" → 服务器返回错误（503）, with the fact
  ///   `http_status` and `limit`, the time-out in seconds, of the same row); any other string as it is.
  /// Placeholders inside facts stay literal. A bool or an absent fact serves as a section; so does a list, whose rows
  /// also see the values outside.
  std::string render(std::string_view key, const Facts& facts, Escape escape = Escape::plain) const;
  /// The same for a template that is not in the catalogue, which is parsed at each call.
  std::string fill(std::string_view text, const Facts& facts, Escape escape = Escape::plain) const;

  /// What a visitor would have seen: 服务器返回错误（503）.
  std::string reason(FailureReason reason, int http_status = 0) const;

  std::string time(WallTime time) const;              ///< 2026年3月5日02:13 · 5 Mar 2026 02:13
  std::string short_time(WallTime time) const;        ///< 3月5日02:13 · 5 Mar 02:13
  std::string clock(WallTime time) const;             ///< 02:13
  std::string date(Day day) const;                    ///< 2026年3月5日 · 5 Mar 2026
  std::string short_date(Day day) const;              ///< 3月5日 · 5 Mar
  std::string month(int year, unsigned month) const;  ///< 2026年3月 · March 2026
  /// Whole minutes, below one minute seconds; from two days on days and hours: 1小时25分 · 1 h 25 min.
  std::string duration(Duration duration) const;
  /// One decimal, cut, never rounded up: 4.96 is "4.9", so that no limit is reached by rounding.
  static std::string number(double value);

 private:
  using Templates = std::map<std::string, Template, std::less<>>;
  Catalogue(Language language, Zone zone, const Templates& templates);
  std::string filled(const Template& sentence, const Facts& facts, Escape escape) const;

  Language language_;
  Zone zone_;
  const Templates* templates_;  ///< Of the process.
};

}  // namespace sitewatch
