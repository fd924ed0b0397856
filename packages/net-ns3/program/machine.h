// Nodes and links, as the set-up tells them, in ns-3.
#pragma once
#include "course.h"
#include "link.h"
#include "options.h"
#include "path-routing.h"

#include <ns3/boolean.h>
#include <ns3/data-rate.h>
#include <ns3/double.h>
#include <ns3/error-model.h>
#include <ns3/drop-tail-queue.h>
#include <ns3/internet-stack-helper.h>
#include <ns3/ipv4-interface-address.h>
#include <ns3/net-device-queue-interface.h>
#include <ns3/node-container.h>
#include <ns3/point-to-point-channel.h>
#include <ns3/traffic-control-helper.h>
#include <ns3/uinteger.h>

#include <map>
#include <memory>
#include <vector>

namespace astra
{

/// A number that no attribute's range ends before: queues without a limit.
constexpr uint32_t endless = 0xffffffff;

class Machine
{
  public:
    uint32_t npus = 0;
    uint32_t nodeCount = 0;

    explicit Machine(Course& course)
        : m_course(course)
    {
    }

    void AddLink(uint32_t from, uint32_t to, double bytesPerNs, double latencyNs)
    {
        auto link = std::make_unique<Link>();
        link->number = m_links.size();
        link->from = from;
        link->to = to;
        link->bitsPerSecond = std::max<int64_t>(1, std::llround(bytesPerNs * 8e9));
        link->latency = FromNs(latencyNs);
        m_links.push_back(std::move(link));
    }

    /// False for a link that is none.
    bool SetErrorRate(uint32_t number, double rate)
    {
        if (number >= m_links.size())
            return false;
        m_links[number]->errorRate = rate;
        return true;
    }

    /// Makes all of it in ns-3. Links that run side by side in opposite directions, and take as long, share a channel.
    void Build(const Options& options)
    {
        m_nodes.Create(nodeCount);
        InstallInternet();
        std::map<std::tuple<uint32_t, uint32_t, Picoseconds>, std::vector<Link*>> alone;
        for (const auto& link : m_links)
        {
            auto& opposite = alone[{link->to, link->from, link->latency}];
            if (opposite.empty())
            {
                alone[{link->from, link->to, link->latency}].push_back(link.get());
                continue;
            }
            Connect(*opposite.back(), link.get(), options);
            opposite.pop_back();
        }
        for (const auto& [ends, links] : alone)
            for (Link* link : links)
                Connect(*link, nullptr, options);
    }

    /// The links of all paths that packets from an NPU to another take, in any order. False where they do not lead there.
    bool AddPaths(uint32_t source, uint32_t destination, const std::vector<uint32_t>& numbers)
    {
        std::vector<Link*>& links = m_paths[{source, destination}];
        for (const uint32_t number : numbers)
        {
            if (number >= m_links.size())
                return false;
            links.push_back(m_links[number].get());
            m_routing[links.back()->from]->Add(source, destination, links.back());
        }
        return !FirstPath(source, destination).empty();
    }

    /// False where no path was told.
    bool CountMessage(uint32_t source, uint32_t destination)
    {
        const auto found = m_paths.find({source, destination});
        if (found == m_paths.end())
            return false;
        for (Link* link : found->second)
            ++link->messages;
        return true;
    }

    /// The links by which messages to `destination` leave `source`.
    const std::vector<Link*>& FirstLinks(uint32_t source, uint32_t destination) const
    {
        return m_routing[source]->Links(source, destination);
    }

    uint64_t FastestBitsPerSecond() const
    {
        uint64_t fastest = 1;
        for (const auto& link : m_links)
            fastest = std::max(fastest, link->bitsPerSecond);
        return fastest;
    }

    /// The time of a packet there and of one back over the first path, and the bandwidth of its slowest link.
    std::pair<Picoseconds, uint64_t> RoundTrip(uint32_t source, uint32_t destination, uint32_t packet) const
    {
        double time = 0;
        uint64_t slowest = FastestBitsPerSecond();
        const auto path = FirstPath(source, destination);
        for (const Link* link : path)
        {
            time += 2 * (static_cast<double>(link->latency) + packet * 8e12 / static_cast<double>(link->bitsPerSecond));
            slowest = std::min(slowest, link->bitsPerSecond);
        }
        return {static_cast<Picoseconds>(time), slowest};
    }

    ns3::Ptr<ns3::Node> GetNode(uint32_t number) const
    {
        return m_nodes.Get(number);
    }

    const std::vector<std::unique_ptr<Link>>& GetLinks() const
    {
        return m_links;
    }

    bool IsNpu(uint32_t node) const
    {
        return node < npus;
    }

  private:
    /// The path that takes the first link everywhere; empty where it leads astray.
    std::vector<const Link*> FirstPath(uint32_t source, uint32_t destination) const
    {
        std::vector<const Link*> path;
        for (uint32_t node = source; node != destination; node = path.back()->to)
        {
            const auto& links = m_routing[node]->Links(source, destination);
            if (links.empty() || path.size() == m_links.size())
                return {};
            path.push_back(links.front());
        }
        return path;
    }

    void InstallInternet()
    {
        ns3::InternetStackHelper internet;
        internet.SetIpv6StackInstall(false);
        internet.Install(m_nodes);
        for (uint32_t node = 0; node < nodeCount; ++node)
        {
            const auto routing = ns3::Create<PathRouting>(node);
            m_nodes.Get(node)->GetObject<ns3::Ipv4>()->SetRoutingProtocol(routing);
            m_routing.push_back(routing);
        }
    }

    /// Makes a cable of one link or of the two directions of one.
    void Connect(Link& there, Link* back, const Options& options)
    {
        const auto channel = ns3::CreateObject<ns3::PointToPointChannel>();
        channel->SetAttribute("Delay", ns3::TimeValue(ns3::PicoSeconds(there.latency)));
        const auto near = Attach(there.from, &there, channel, options);
        const auto far = Attach(there.to, back, channel, options);
        Damage(there, far);
        if (back != nullptr)
            Damage(*back, near);
    }

    /// Lets the device at a link's end lose what the link has damaged.
    static void Damage(Link& link, const ns3::Ptr<ns3::PointToPointNetDevice>& end)
    {
        if (link.errorRate == 0)
            return;
        const auto model = ns3::CreateObject<ns3::RateErrorModel>();
        model->SetUnit(ns3::RateErrorModel::ERROR_UNIT_PACKET);
        model->SetRate(link.errorRate);
        end->SetReceiveErrorModel(model);
        link.WatchEnd(end);
    }

    /// One end of a cable; without a link where nothing is ever sent from here.
    ns3::Ptr<ns3::PointToPointNetDevice> Attach(uint32_t node,
                                                Link* link,
                                                const ns3::Ptr<ns3::PointToPointChannel>& channel,
                                                const Options& options)
    {
        const auto device = ns3::CreateObject<ns3::PointToPointNetDevice>();
        const auto queue = ns3::CreateObject<ns3::DropTailQueue<ns3::Packet>>();
        // What waits in an NPU is in its memory, of which there is enough.
        const bool isSwitch = !IsNpu(node);
        const bool hasRed = isSwitch && link != nullptr && options.HasRed();
        if (hasRed)
            queue->SetMaxSize(ns3::QueueSize(ns3::QueueSizeUnit::PACKETS, 1));
        else if (isSwitch && options.queue > 0)
            queue->SetMaxSize(ns3::QueueSize(ns3::QueueSizeUnit::BYTES, options.queue));
        else
            queue->SetMaxSize(ns3::QueueSize(ns3::QueueSizeUnit::PACKETS, endless));
        device->SetQueue(queue);
        device->SetMtu(options.mtu);
        device->SetAddress(ns3::Mac48Address::Allocate());
        if (link != nullptr)
            device->SetDataRate(ns3::DataRate(link->bitsPerSecond));
        m_nodes.Get(node)->AddDevice(device);
        device->Attach(channel);
        const auto ipv4 = m_nodes.Get(node)->GetObject<ns3::Ipv4>();
        const uint32_t interface = ipv4->AddInterface(device);
        if (IsNpu(node) && !m_hasAddress[node])
        {
            m_hasAddress[node] = true;
            ipv4->AddAddress(interface, ns3::Ipv4InterfaceAddress(AddressOf(node), ns3::Ipv4Mask("255.255.255.255")));
        }
        ipv4->SetMetric(interface, 1);
        ipv4->SetUp(interface);
        if (link == nullptr)
            return device;
        ns3::Ptr<ns3::QueueDisc> discipline;
        if (hasRed)
            discipline = InstallRed(device, queue, options);
        link->device = device;
        link->route = ns3::Create<ns3::Ipv4Route>();
        link->route->SetOutputDevice(device);
        link->route->SetSource(AddressOf(node));
        // A route must have one, though a cable has but one other end.
        link->route->SetGateway(ns3::Ipv4Address::GetLoopback());
        link->Watch(queue, discipline, m_course);
        return device;
    }

    /// Random early detection in front of a device, by what waits at the moment, as switches do it for ECN.
    static ns3::Ptr<ns3::QueueDisc> InstallRed(const ns3::Ptr<ns3::PointToPointNetDevice>& device,
                                               const ns3::Ptr<PacketQueue>& queue,
                                               const Options& options)
    {
        // Tells the discipline when the device takes another packet.
        const auto gate = ns3::CreateObject<ns3::NetDeviceQueueInterface>();
        gate->GetTxQueue(0)->ConnectQueueTraces(queue);
        device->AggregateObject(gate);
        ns3::TrafficControlHelper helper;
        helper.SetRootQueueDisc("ns3::RedQueueDisc",
                                "MaxSize",
                                ns3::QueueSizeValue(ns3::QueueSize(
                                    ns3::QueueSizeUnit::BYTES, options.queue > 0 ? options.queue : endless)),
                                "MinTh",
                                ns3::DoubleValue(options.redMinimum),
                                "MaxTh",
                                ns3::DoubleValue(options.redMaximum),
                                "LInterm",
                                ns3::DoubleValue(1 / options.redProbability),
                                "QW",
                                ns3::DoubleValue(1),
                                "Gentle",
                                ns3::BooleanValue(false),
                                "MeanPktSize",
                                ns3::UintegerValue(options.mtu),
                                "UseEcn",
                                ns3::BooleanValue(options.redMarks),
                                "UseHardDrop",
                                ns3::BooleanValue(false));
        return helper.Install(device).Get(0);
    }

    Course& m_course;
    ns3::NodeContainer m_nodes;
    std::vector<std::unique_ptr<Link>> m_links;
    std::vector<ns3::Ptr<PathRouting>> m_routing;
    std::map<uint32_t, bool> m_hasAddress;
    std::map<std::pair<uint32_t, uint32_t>, std::vector<Link*>> m_paths;
};

} // namespace astra
