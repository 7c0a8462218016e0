#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "ports/alert_desk.h"
#include "ports/status_view.h"
#include "text/catalogue.h"
#include "text/escape.h"
#include "web/routes.h"

namespace sitewatch::web {

/// Words and small pieces that all pages share. Everything that comes from an inventory or from a site goes through
/// esc().
std::string esc(std::string_view text);

class PageWords {
 public:
  explicit PageWords(const Catalogue& catalogue) : catalogue_(catalogue) {}

  /// text of "page.KEY", which holds no placeholder and needs no escaping.
  std::string operator()(std::string_view key) const { return esc(catalogue_.text("page." + std::string{key})); }
  std::string operator()(std::string_view key, const FactRow& values) const;
  const Catalogue& catalogue() const { return catalogue_; }

  /// The end of a day in the office's zone reads 20 March 24:00, not 21 March 00:00.
  std::string deadline(WallTime closes) const;
  std::string deadline_day(WallTime closes) const;
  std::string month(Period period) const;
  /// What was seen and what to do, in words.
  std::string finding(const Alert& alert, const SiteView* view) const;
  std::string next_step(const Alert& alert) const;
  /// When mails went out and to whom; today's with its time of day, older ones by day.
  std::string done(const std::vector<NotificationEntry>& told, WallTime now) const;
  std::string title(const Alert& alert) const;

 private:
  const Catalogue& catalogue_;
};

/// What a page shows of a site at first sight. `unknown` is grey, never red.
enum class SiteLight : std::uint8_t { up, down, unknown };
SiteLight light_of(const SiteView& view);
bool is_stale(const SiteView& view);
/// The word of config/text "state" for a page: as the API says it, and the steps before and after "stale" apart.
std::string_view state_word(const ColumnView& page);
std::string badge(std::string_view css, std::string_view words);

/// A table's head and body begin; a cell that carries its column's name for narrow screens. `content` is HTML.
std::string table_head(std::initializer_list<std::string> names);
std::string cell(std::string_view label, std::string_view content, std::string_view css = "");

/// Everything up to the content, and everything after it. `refresh`: seconds after which the page looks again, 0:
/// never.
std::string page_head(const PageWords& words, std::string_view title, int refresh);
std::string page_foot(const PageWords& words);

/// With everything but letters, digits, "-", "." and "_" escaped.
std::string percent_escaped(std::string_view text);
/// /sites/ID with whatever the id needs to be part of a link.
std::string site_link(const SiteId& site);

}  // namespace sitewatch::web
