#pragma once

#include <memory>
#include <string>

#include "ports/http_client.h"
#include "ports/mailer.h"
#include "ports/resolver.h"

namespace sitewatch {

/// Three ports whose adapter changes at a reload. A call under way keeps the adapter it began with.
class SwitchableResolver : public Resolver {
 public:
  void use(std::shared_ptr<Resolver> next) { current_ = std::move(next); }
  Task<DnsAnswer> resolve(std::string host, Family family, Duration timeout) override {
    const std::shared_ptr<Resolver> held = current_;  // Shared: the old adapter lives until its last call has ended.
    co_return co_await held->resolve(std::move(host), family, timeout);
  }

 private:
  std::shared_ptr<Resolver> current_;
};

class SwitchableHttpClient : public HttpClient {
 public:
  void use(std::shared_ptr<HttpClient> next) { current_ = std::move(next); }
  Task<FetchResponse> fetch(FetchRequest request) override {
    const std::shared_ptr<HttpClient> held = current_;
    co_return co_await held->fetch(std::move(request));
  }

 private:
  std::shared_ptr<HttpClient> current_;
};

class SwitchableMailer : public Mailer {
 public:
  void use(std::shared_ptr<Mailer> next) { current_ = std::move(next); }
  Task<MailOutcome> send(Mail mail) override {
    const std::shared_ptr<Mailer> held = current_;
    co_return co_await held->send(std::move(mail));
  }

 private:
  std::shared_ptr<Mailer> current_;
};

}  // namespace sitewatch
