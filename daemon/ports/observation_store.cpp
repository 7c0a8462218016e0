#include "ports/observation_store.h"

#include <algorithm>

namespace sitewatch {

const Observation* home_page_in(const std::vector<Observation>& seen) {
  const auto home =
      std::find_if(seen.begin(), seen.end(), [](const Observation& each) { return each.column == home_column; });
  return home == seen.end() || !home->identity ? nullptr : &*home;
}

bool tells_the_same(const PastReading& past, const PageReading& reading) {
  return past.state == reading.state && past.newest == reading.newest && past.items == reading.items &&
         past.dated_items == reading.dated_items;
}

PastReading past_of(const Observation& seen) {
  const PageReading& reading = seen.reading;
  return {seen.read_at,   seen.read_at,  seen.body_hash,      reading.state,
          reading.newest, reading.items, reading.dated_items, reading.evidence};
}

}  // namespace sitewatch
