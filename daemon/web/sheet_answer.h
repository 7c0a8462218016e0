#pragma once

#include <memory>
#include <string>

#include "domain/sheet.h"
#include "web/routes.h"

namespace sitewatch::web {

/// Rows that are made, or written, in one turn of the loop.
inline constexpr std::size_t rows_a_slice = 200;
/// Lets everything else have its turn.
Task<void> next_turn(const Ports& ports);

/// What a downloaded file is called; a day and the format's ending are added.
struct SheetFile {
  std::string ascii;  ///< For clients that know no other letters.
  std::string name;
  Day day;
};

/// A page to print, written in slices. `links` is HTML that is not printed.
Response printed(Sheet sheet, std::shared_ptr<const Served> served, std::string links);
/// Bytes made off the loop: csv and xlsx as a file to save, text and html (a page of its own) to look at.
Task<Response> written(const Call& call, Sheet sheet, SheetFormat format, SheetFile file);

}  // namespace sitewatch::web
