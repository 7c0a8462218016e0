#include "ports/observation_store.h"

namespace sitewatch {

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
