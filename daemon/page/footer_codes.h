#pragma once

#include <string>
#include <string_view>

#include "domain/page_reading.h"

namespace sitewatch::page {

/// Finds the registrations in a page's footer as its texts come by: 政府网站标识码：4503000001, 桂ICP备05000000号-1,
/// 桂公网安备 45030002000001号; number and name may stand in elements of their own. The first of each counts.
class FooterCodeReader {
 public:
  void take(std::string_view text);
  const FooterCodes& codes() const { return codes_; }

 private:
  FooterCodes codes_;
  std::string before_;  ///< The end of the text so far.
};

}  // namespace sitewatch::page
