#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/column_judgement.h"
#include "domain/home_links.h"
#include "domain/item_history.h"
#include "domain/page_reading.h"
#include "domain/result.h"
#include "domain/site.h"
#include "ports/awaitable.h"
#include "ports/site_fetcher.h"

namespace sitewatch {

/// One page of a site after its latest look; the home page is column "home".
struct Observation {
  SiteId site;
  std::string column{home_column};
  WallTime first_seen{};  ///< When the page was first seen as it is now.
  WallTime read_at{};     ///< The latest look that saw the page.
  std::uint64_t body_hash = 0;
  Validators validators;
  ColumnRecord record;
  std::vector<LinkedHost> hosts;         ///< Of a home page: hosts of the district that the inventory lacks.
  std::optional<PageIdentity> identity;  ///< What a home page said of itself when it was last read; no grey words.
  std::vector<FoundColumn> proposed;     ///< Of the home page of a site whose columns the inventory does not name.
  PageReading reading;                   ///< Without marks, identity, links and addresses to follow.
  bool is_unchanged = false;             ///< In a write: the page is what it was, the reading kept stays as it is.
  std::optional<ItemHistory> items;      ///< Where it changed: replaces what is kept. A load leaves it out.
};

inline constexpr std::size_t most_proposed_columns = 30;

/// The home page among the pages of one site; null if none was read.
const Observation* home_page_in(const std::vector<Observation>& seen);

/// What a page showed for a while.
struct PastReading {
  WallTime first_seen{};
  WallTime last_seen{};
  std::uint64_t body_hash = 0;  ///< At first sight.
  PageState state = PageState::unparsed;
  std::optional<Day> newest;
  int items = 0;
  int dated_items = 0;
  std::optional<Evidence> evidence;
};
inline constexpr std::size_t most_past_readings = 60;  ///< Of one column; the oldest leave first.

class ObservationStore {
 public:
  virtual ~ObservationStore() = default;
  /// The latest of each site and column; of columns other than "home" without the reading.
  virtual Task<Result<std::vector<Observation>>> load() = 0;
  /// The latest of one site, whole.
  virtual Task<Result<std::vector<Observation>>> of(SiteId site) = 0;
  /// All or nothing. A reading that tells something new (state, newest date, numbers) becomes a row of the past.
  virtual Task<Result<void>> write(std::vector<Observation> observations) = 0;
  /// Newest first.
  virtual Task<Result<std::vector<PastReading>>> past(SiteId site, std::string column) = 0;
  virtual Task<Result<ItemHistory>> items(SiteId site, std::string column) = 0;
};

/// Whether a reading tells the same as the past one did.
bool tells_the_same(const PastReading& past, const PageReading& reading);
PastReading past_of(const Observation& seen);

}  // namespace sitewatch
