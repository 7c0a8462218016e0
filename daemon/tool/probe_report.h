#pragma once

#include <string>
#include <vector>

#include "probe/site_visitor.h"
#include "text/catalogue.h"

namespace sitewatch {

/// Keeps every step of a visit, to be told as words or as one JSON object.
class ProbeReport : public VisitListener {
 public:
  void looked_up(const std::string& host, Family family, const DnsAnswer& answer) override;
  void judged(const Address& address, bool allowed) override;
  void fetched(const Url& url, const Address& address, const FetchResponse& response) override;
  void redirected(const Url& to) override;

  std::string words(const std::string& url, const ProbeResult& result, const Catalogue& catalogue) const;
  std::string json(const std::string& url, const ProbeResult& result, const Catalogue& catalogue) const;

 private:
  struct Step {
    enum class Kind : std::uint8_t { look_up, address, fetch, redirect };
    Kind kind = Kind::look_up;
    std::string subject;  ///< Host, address or URL.
    std::string address;
    Family family = Family::ipv4;
    bool allowed = false;
    std::string outcome;  ///< Name of the DNS outcome or of the failure.
    int status = 0;
    int http_version = 0;
    std::string tls_version;
    double seconds = 0;
  };
  std::string line(const Step& step, bool english) const;

  std::vector<Step> steps_;
};

}  // namespace sitewatch
