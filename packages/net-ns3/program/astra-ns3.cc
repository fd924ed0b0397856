// ns-3 as a network of astra-ts: a simulator in a process of its own that speaks lines on standard input and output. The language is that of
// docs/plugins/simulator-process.md; beyond it, `option <name> <value>` and `errors <link> <share of packets>` in the set-up, and `paths <source> <destination> <link> …` before the first message of a pair: the
// links of all its paths.
//
// It links the ns-3 of the machine on which it is compiled, which is under the GNU General Public License, version 2.
#include "course.h"
#include "machine.h"
#include "message.h"
#include "options.h"
#include "tcp-transport.h"
#include "times.h"
#include "udp-transport.h"

#include <ns3/node-list.h>
#include <ns3/rng-seed-manager.h>
#include <ns3/version-defines.h>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>

namespace astra
{

class Conversation
{
  public:
    void Run()
    {
        std::string line;
        while (!m_isOver && std::getline(std::cin, line))
        {
            std::istringstream words(line);
            std::string word;
            words >> word;
            try
            {
                if (!Answer(word, words))
                    Say("error ns-3 does not know what this line means: " + line + "\n");
            }
            catch (const std::exception& problem)
            {
                Say("error " + std::string(problem.what()) + ", in the line: " + line + "\n");
            }
        }
    }

  private:
    static void Say(const std::string& lines)
    {
        std::cout << lines << std::flush;
    }

    /// False for a line that has no meaning.
    bool Answer(const std::string& word, std::istringstream& words)
    {
        if (word == "astra-ts")
            Say("simulator ns-3 " + std::to_string(NS3_VERSION_MAJOR) + "." + std::to_string(NS3_VERSION_MINOR) +
                " protocol 1\n");
        else if (word == "npus")
            words >> m_machine.npus;
        else if (word == "nodes")
            words >> m_machine.nodeCount;
        else if (word == "link")
            AddLink(words);
        else if (word == "option")
            return SetOption(words);
        else if (word == "errors")
            return SetErrorRate(words);
        else if (word == "start")
            Start();
        else if (word == "paths")
            return AddPaths(words);
        else if (word == "send")
            return Send(words);
        else if (word == "run")
            Say(m_course.Run(Rest(words)));
        else if (word == "report")
            Report();
        else if (word == "quit")
            m_isOver = true;
        else
            return false;
        return !words.fail();
    }

    static std::string Rest(std::istringstream& words)
    {
        std::string rest;
        words >> rest;
        return rest;
    }

    void AddLink(std::istringstream& words)
    {
        uint32_t from;
        uint32_t to;
        double bytesPerNs;
        double latencyNs;
        if (words >> from >> to >> bytesPerNs >> latencyNs)
            m_machine.AddLink(from, to, bytesPerNs, latencyNs);
    }

    bool SetOption(std::istringstream& words)
    {
        std::string name;
        std::string value;
        words >> name >> value;
        return m_options.Set(name, value);
    }

    bool SetErrorRate(std::istringstream& words)
    {
        uint32_t link;
        double rate;
        return (words >> link >> rate) && m_machine.SetErrorRate(link, rate);
    }

    void Start()
    {
        ns3::RngSeedManager::SetSeed(m_options.seed);
        const bool isTcp = m_options.transport == "tcp";
        if (isTcp)
            TcpTransport::SetDefaults(m_options, m_machine.FastestBitsPerSecond());
        m_machine.Build(m_options);
        if (isTcp)
            m_transport = std::make_unique<TcpTransport>(m_machine, m_course, m_options);
        else
            m_transport = std::make_unique<UdpTransport>(m_machine, m_course, m_options);
        Say("ready\n");
    }

    bool AddPaths(std::istringstream& words)
    {
        uint32_t source;
        uint32_t destination;
        words >> source >> destination;
        std::vector<uint32_t> links;
        for (uint32_t link; words >> link;)
            links.push_back(link);
        words.clear();
        return m_machine.AddPaths(source, destination, links);
    }

    bool Send(std::istringstream& words)
    {
        Message message{};
        double time;
        words >> message.number >> message.source >> message.destination >> message.bytes >> time;
        if (words.fail() || !m_machine.CountMessage(message.source, message.destination))
            return false;
        const Picoseconds wait = std::max<Picoseconds>(0, FromNs(time) - Now());
        ns3::Simulator::Schedule(ns3::PicoSeconds(wait), &Transport::Send, m_transport.get(), message);
        return true;
    }

    void Report()
    {
        std::ostringstream lines;
        lines.precision(15);
        uint64_t packets = 0;
        uint64_t dropped = 0;
        uint64_t marked = 0;
        for (const auto& link : m_machine.GetLinks())
        {
            packets += link->packets;
            dropped += link->dropped;
            marked += link->marked;
            if (link->messages == 0 && link->bytes == 0)
                continue;
            lines << "link " << link->number << " bytes " << link->bytes << " messages " << link->messages
                  << " busy " << link->BusyNs() << " waited " << ToNs(link->waited) << " most-waiting "
                  << link->mostWaiting << " dropped " << link->dropped << "\n";
        }
        lines << "counter packetHops " << packets << "\ncounter droppedPackets " << dropped << "\ncounter markedPackets " << marked
              << "\ncounter simulatorEvents " << ns3::Simulator::GetEventCount() << "\n";
        for (const auto& [name, value] : m_transport->Counters())
            lines << "counter " << name << " " << value << "\n";
        Say(lines.str() + "end\n");
    }

    Options m_options;
    Course m_course;
    Machine m_machine{m_course};
    std::unique_ptr<Transport> m_transport;
    bool m_isOver = false;
};

} // namespace astra

int
main()
{
    std::ios::sync_with_stdio(false);
    ns3::Time::SetResolution(ns3::Time::PS);
    astra::Conversation().Run();
    // What ns-3 holds goes with the process; to take it apart takes as long as to build it.
    std::_Exit(0);
}
