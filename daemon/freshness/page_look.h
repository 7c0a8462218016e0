#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/zone.h"
#include "ports/clock.h"
#include "ports/page_reader.h"
#include "ports/site_fetcher.h"

namespace sitewatch::freshness {

/// The page that is wanted.
struct PageQuestion {
  Url url;
  PageKind kind = PageKind::home;
  PagePart part;
};

/// What is known of it from the look before.
struct KnownPage {
  std::uint64_t body_hash = 0;
  WallTime first_seen{};  ///< When this body was first seen: what it says of "today" it says of that day.
  Validators validators;
  bool is_read = false;  ///< By this process: an unchanged body is not read again.
};

struct PageLook {
  enum class Outcome : std::uint8_t {
    not_seen,   ///< Down, challenged, cut short or our own fault: there is no page to speak of.
    unchanged,  ///< The page is what it was.
    read,
  };
  Outcome outcome = Outcome::not_seen;
  std::uint64_t body_hash = 0;
  Validators validators;  ///< Empty where other pages were read with it: these may change alone.
  PageReading reading;    ///< Of `read`.
  /// The rows show no dates, and the newest articles they link were read instead: `reading.newest` and `dated_items`
  /// are theirs.
  bool from_articles = false;
  int articles_read = 0;
  std::optional<WallTime> not_before;  ///< The server asked us to stay away until then.
};

/// Fetches a page and has it read, with what belongs to it: frames and refreshes of the same site are followed over at
/// most five pages; where no row shows a date, up to three of the articles are read. A page of which a part could not
/// be had is `unparsed`: it says nothing.
class PageLooker {
 public:
  struct Ports {
    Clock& clock;
    SiteFetcher& fetcher;
    PageReader& reader;
  };
  explicit PageLooker(Ports ports) : ports_{ports} {}

  /// `site` must stay as long as it takes.
  Task<PageLook> look(const Site& site, PageQuestion question, KnownPage known, Zone zone);

 private:
  Task<Visit> fetch(const Site& site, Url url);
  Task<PageReading> read(Visit visit, const PageQuestion& question, Day today);
  Task<void> follow(const Site& site, const PageQuestion& question, Day today, PageLook& look);
  Task<void> read_articles(const Site& site, const PageQuestion& question, Day today, PageLook& look);

  Ports ports_;
};

}  // namespace sitewatch::freshness
