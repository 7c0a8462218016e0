#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/home_links.h"
#include "domain/zone.h"

namespace sitewatch {

enum class PageState : std::uint8_t {
  dated,
  undated,
  blank,
  js_only,
  challenged,
  soft_404,
  closed_notice,
  redirect,
  hijack_suspected,
  unparsed,
};
std::string_view name(PageState state);

/// What a page is read for.
enum class PageKind : std::uint8_t {
  automatic,  ///< The page itself decides.
  list,       ///< A column: the newest row of its own list.
  home,       ///< The newest row of all its blocks.
  article,    ///< When the one article it holds was published.
};
std::string_view name(PageKind kind);  ///< "auto", "list", "home", "article"
std::optional<PageKind> page_kind_named(std::string_view name);

/// A date and its link in one row.
struct Item {
  std::optional<Day> date;
  std::string title;  ///< UTF-8, clipped to 200 bytes; bytes of the site: escape it.
  std::string link;
};

/// A row as it is remembered: enough to know it again, no words of the site.
struct ItemMark {
  std::uint64_t link = 0;   ///< FNV-1a of its address as it stands in the page.
  std::uint64_t title = 0;  ///< FNV-1a of its title; 0: none.
  std::optional<Day> date;
  friend bool operator==(const ItemMark&, const ItemMark&) = default;
};
inline constexpr std::size_t most_marks = 100;

/// What a verdict relies on: the text and its link.
struct Evidence {
  std::string text;
  std::string link;
};

/// What a page says of itself in the meta tags that the state's guide for websites asks for; empty where it does not.
struct PageTags {
  std::string site_name;
  std::string site_domain;
  std::string site_id_code;
  std::string column_name;
  std::string column_type;
  friend bool operator==(const PageTags&, const PageTags&) = default;
};

/// The registrations in a page's footer; empty where there is none.
struct FooterCodes {
  std::string id_code;  ///< 网站标识码, ten digits.
  std::string icp;      ///< 桂ICP备05000000号-1
  std::string police;   ///< The digits of 公网安备.
  friend bool operator==(const FooterCodes&, const FooterCodes&) = default;
};

/// What a page says it is.
struct PageIdentity {
  PageTags tags;
  FooterCodes codes;
  bool grey_title = false;     ///< Words of grey trades (gambling, faked invoices …) stand in the title …
  bool grey_keywords = false;  ///< … in what the page tells search engines.
};

struct PageReading {
  PageState state = PageState::unparsed;
  PageKind kind = PageKind::automatic;  ///< What it was read as; `automatic` only if it was not read at all.
  std::string charset;
  std::string title;
  std::optional<Day> newest;
  int items = 0;
  int dated_items = 0;
  std::vector<Item> newest_items;  ///< At most 3, newest first; where no row shows a date, the first 3 rows.
  std::vector<ItemMark> marks;     ///< At most `most_marks` rows that count, dated or not, about in the page's order.
  std::optional<Evidence> evidence;
  std::vector<std::string> follow;  ///< Where a refresh or frames send the reader: at most 16 absolute addresses.
  std::shared_ptr<const PageIdentity> identity;  ///< Null if the page was not read; let go of where readings are kept.
  std::shared_ptr<const HomeLinks> links;        ///< Of a home page of HTML, else null; let go of likewise.
  std::vector<std::string> notes;
};

/// Among the notes: newer dates stand outside the rows that could be read. Such a page may be called fresh, never
/// stale.
inline constexpr std::string_view doubt_note = "newer dates outside the rows";
bool is_doubtful(const PageReading& reading);

}  // namespace sitewatch
