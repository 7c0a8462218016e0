#pragma once

#include <string>

#include "domain/page_reading.h"
#include "text/catalogue.h"
#include "tool/command.h"

namespace sitewatch::tool {

/// A reading as `sitewatch inspect` prints it.
class InspectReport {
 public:
  explicit InspectReport(const Session& session);

  /// One object on one line, with its line end.
  std::string json(const std::string& input, const PageReading& reading) const;
  /// What the page says and what that relies on; no byte of the page moves the cursor.
  std::string words(const std::string& input, const PageReading& reading) const;

 private:
  bool english_;
  Catalogue catalogue_;
};

}  // namespace sitewatch::tool
