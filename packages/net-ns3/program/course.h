// The course of a run: how far ns-3 may go, what has arrived, and why it gives up.
#pragma once
#include "times.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace astra
{

class Course
{
  public:
    /// A message has arrived. The run stops at the next whole ns, with all that has arrived by then.
    void Arrive(uint64_t message)
    {
        if (m_arrived.empty())
        {
            m_stop.Cancel();
            m_until = m_limit ? std::min(*m_limit, NextWholeNs(Now())) : NextWholeNs(Now());
            StopAt(m_until);
        }
        m_arrived.push_back(message);
    }

    /// Ends the run with a reason. The first one counts.
    void GiveUp(const std::string& reason)
    {
        if (m_reason.empty())
            m_reason = reason;
        ns3::Simulator::Stop();
    }

    /// To be called with every packet on every link: stops now and then, so that whoever waits hears of it.
    void Tick()
    {
        if (++m_ticks % 512 != 0)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (now - m_lastWord < std::chrono::milliseconds(20))
            return;
        m_isPaused = true;
        ns3::Simulator::Stop();
    }

    /// Runs to the next arrival, but not past the limit, ns as it was written; `-`: none. Gives the answer, in lines.
    std::string Run(const std::string& limit)
    {
        m_lastWord = std::chrono::steady_clock::now();
        m_arrived.clear();
        m_isPaused = false;
        m_limit = limit == "-" ? std::nullopt : std::optional(FromNs(std::stod(limit)));
        if (m_limit)
            StopAt(*m_limit);
        // A tick may stop it between an arrival and the whole ns after it.
        do
            ns3::Simulator::Run();
        while (m_reason.empty() && !m_arrived.empty() && Now() < m_until);
        m_stop.Cancel();
        if (!m_reason.empty())
            return "error " + m_reason + "\n";
        if (m_arrived.empty() && !m_limit && !m_isPaused)
            return Memory() + "idle\n";
        // The limit goes back as it came, so that no rounding puts the answer beyond it; whoever stops on the way stands at a whole ns.
        const bool isAtLimit = m_limit && Now() >= *m_limit;
        std::string answer = "at " + (isAtLimit ? limit : std::to_string(Now() / 1000));
        for (const uint64_t message : m_arrived)
            answer += " " + std::to_string(message);
        return Memory() + answer + "\n";
    }

  private:
    void StopAt(Picoseconds time)
    {
        m_stop = ns3::Simulator::Schedule(ns3::PicoSeconds(std::max<Picoseconds>(0, time - Now())),
                                          [] { ns3::Simulator::Stop(); });
    }

    /// An aside with the memory of this process, where that has grown.
    std::string Memory()
    {
        if (++m_answers % 256 != 1 && std::chrono::steady_clock::now() - m_lastWord < std::chrono::milliseconds(20))
            return "";
        long pages = 0;
        if (std::FILE* file = std::fopen("/proc/self/statm", "r"))
        {
            if (std::fscanf(file, "%*s %ld", &pages) != 1)
                pages = 0;
            std::fclose(file);
        }
        if (std::labs(pages - m_pages) < 256)
            return "";
        m_pages = pages;
        return "memory " + std::to_string(static_cast<long long>(pages) * sysconf(_SC_PAGESIZE)) + "\n";
    }

    std::vector<uint64_t> m_arrived;
    std::optional<Picoseconds> m_limit;
    /// Where it stops with what has arrived.
    Picoseconds m_until = 0;
    ns3::EventId m_stop;
    std::string m_reason;
    /// Stopped by the clock on the wall.
    bool m_isPaused = false;
    uint64_t m_ticks = 0;
    uint64_t m_answers = 0;
    long m_pages = 0;
    std::chrono::steady_clock::time_point m_lastWord = std::chrono::steady_clock::now();
};

} // namespace astra
