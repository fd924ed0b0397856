// One direction of a cable: the device that transmits on it, and what it has done.
#pragma once
#include "course.h"
#include "message.h"
#include "times.h"

#include <ns3/callback.h>
#include <ns3/ipv4-route.h>
#include <ns3/point-to-point-net-device.h>
#include <ns3/queue-disc.h>
#include <ns3/queue.h>

#include <algorithm>
#include <deque>
#include <functional>

namespace astra
{

using PacketQueue = ns3::Queue<ns3::Packet>;

class Link
{
  public:
    uint32_t number = 0;
    uint32_t from = 0;
    uint32_t to = 0;
    uint64_t bitsPerSecond = 0;
    Picoseconds latency = 0;
    ns3::Ptr<ns3::PointToPointNetDevice> device;
    /// Leaves `from` by this link.
    ns3::Ptr<ns3::Ipv4Route> route;

    uint64_t bytes = 0;
    uint64_t packets = 0;
    uint64_t messages = 0;
    uint64_t dropped = 0;
    /// Packets that were told of congestion here (ECN).
    uint64_t marked = 0;
    uint64_t mostWaiting = 0;
    Picoseconds waited = 0;

    /// Called when the link begins to transmit a packet.
    std::function<void(const ns3::Ptr<const ns3::Packet>&)> onTransmit;
    /// Called when a packet is lost here: too many waited, or it was damaged on the way.
    std::function<void(const char* why)> onLoss;
    /// Share of packets that are damaged.
    double errorRate = 0;

    /// Counts what happens from now on: packets wait in the device's queue, and before it in a discipline, where there is one.
    void Watch(const ns3::Ptr<PacketQueue>& queue, const ns3::Ptr<ns3::QueueDisc>& discipline, Course& course)
    {
        m_course = &course;
        if (discipline)
        {
            discipline->TraceConnectWithoutContext("Enqueue", ns3::MakeCallback(&Link::EnqueuedItem, this));
            discipline->TraceConnectWithoutContext("Drop", ns3::MakeCallback(&Link::LostItem, this));
            discipline->TraceConnectWithoutContext("Mark", ns3::MakeCallback(&Link::MarkedItem, this));
        }
        else
        {
            queue->TraceConnectWithoutContext("Enqueue", ns3::MakeCallback(&Link::Enqueued, this));
            queue->TraceConnectWithoutContext("Drop", ns3::MakeCallback(&Link::Lost, this));
        }
        queue->TraceConnectWithoutContext("Dequeue", ns3::MakeCallback(&Link::Dequeued, this));
        device->TraceConnectWithoutContext("PhyTxBegin", ns3::MakeCallback(&Link::Begun, this));
        device->TraceConnectWithoutContext("PhyTxEnd", ns3::MakeCallback(&Link::Transmitted, this));
    }

    /// Watches the device at the other end, where packets prove to be damaged.
    void WatchEnd(const ns3::Ptr<ns3::NetDevice>& end)
    {
        end->TraceConnectWithoutContext("PhyRxDrop", ns3::MakeCallback(&Link::Damaged, this));
    }

    /// Time that its packets took to transmit, ns.
    double BusyNs() const
    {
        return static_cast<double>(bytes) * 8e9 / static_cast<double>(bitsPerSecond);
    }

  private:
    void Lose(const char* why)
    {
        ++dropped;
        if (onLoss)
            onLoss(why);
    }

    void Lost(ns3::Ptr<const ns3::Packet>)
    {
        Lose("waiting");
    }

    void Damaged(ns3::Ptr<const ns3::Packet>)
    {
        Lose("damaged");
    }

    void Enqueued(ns3::Ptr<const ns3::Packet>)
    {
        m_since.push_back(Now());
        // The first one goes to the wire at once where that is free.
        mostWaiting = std::max<uint64_t>(mostWaiting, m_since.size() - (m_isBusy ? 0 : 1));
    }

    void EnqueuedItem(ns3::Ptr<const ns3::QueueDiscItem> item)
    {
        Enqueued(item->GetPacket());
    }

    void LostItem(ns3::Ptr<const ns3::QueueDiscItem>)
    {
        Lose("waiting");
    }

    void MarkedItem(ns3::Ptr<const ns3::QueueDiscItem>, const char*)
    {
        ++marked;
    }

    void Dequeued(ns3::Ptr<const ns3::Packet>)
    {
        waited += Now() - m_since.front();
        m_since.pop_front();
    }

    void Begun(ns3::Ptr<const ns3::Packet> packet)
    {
        m_isBusy = true;
        m_course->Tick();
        if (onTransmit)
            onTransmit(packet);
    }

    void Transmitted(ns3::Ptr<const ns3::Packet> packet)
    {
        m_isBusy = false;
        ++packets;
        bytes += packet->GetSize();
    }

    Course* m_course = nullptr;
    bool m_isBusy = false;
    /// When those that wait came.
    std::deque<Picoseconds> m_since;
};

} // namespace astra
