#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/filing.h"

namespace sitewatch::campaign {

struct ReceiptParts {
  Period period;
  int number = 0;
};

/// "202603-0007-K3": period, running number, two check characters. People read it out over the telephone: one wrong
/// digit or two swapped neighbours never give another valid number, and no check character looks like another.
std::string receipt_number(Period period, int number);
/// The parts of a receipt whose check characters are right.
std::optional<ReceiptParts> read_receipt(std::string_view text);

}  // namespace sitewatch::campaign
