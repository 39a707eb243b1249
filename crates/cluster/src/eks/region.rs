//! Zones of a region, and what things cost in it.
//!
//! Zone names are given out to each account in another order; one order is fixed here, in which
//! the zone of `us-east-1` that takes no control plane, `use1-az3`, is the one called `e`.

/// A dollar an hour in billionths.
const fn hourly(millionths: u64) -> u64 {
    millionths * 1_000
}

/// What things cost, in billionths of a US dollar.
///
/// On demand prices of <https://aws.amazon.com/eks/pricing/>,
/// <https://aws.amazon.com/vpc/pricing/>,
/// <https://aws.amazon.com/ec2/pricing/on-demand/>, <https://aws.amazon.com/ebs/pricing/>,
/// <https://aws.amazon.com/fargate/pricing/> and
/// <https://aws.amazon.com/elasticloadbalancing/pricing/>, as of July 2026.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prices {
    /// A control plane, an hour.
    pub(crate) plane: u64,
    /// What extended support costs on top, an hour.
    pub(crate) extended: u64,
    /// A NAT gateway, an hour.
    pub(crate) nat: u64,
    /// What goes through one, a GB.
    pub(crate) nat_gb: u64,
    /// What leaves a zone for another, a GB; the same is charged where it arrives.
    pub(crate) cross_gb: u64,
    /// A public IPv4 address, an hour.
    pub(crate) address: u64,
    /// A gp3 volume, a GB and month of 730 hours.
    pub(crate) volume_gb_month: u64,
    /// A vCPU of Fargate, an hour.
    pub(crate) fargate_cpu: u64,
    /// A GB of Fargate, an hour.
    pub(crate) fargate_gb: u64,
    /// A load balancer, an hour, without what it carries.
    pub(crate) balancer: u64,
    /// Thousandths of the price in `us-east-1` that an instance costs whose price is not listed.
    pub(crate) instances: u64,
}

const VIRGINIA: Prices = Prices {
    plane: hourly(100_000),
    extended: hourly(500_000),
    nat: hourly(45_000),
    nat_gb: 45_000_000,
    cross_gb: 10_000_000,
    address: hourly(5_000),
    volume_gb_month: 80_000_000,
    fargate_cpu: 40_480_000,
    fargate_gb: 4_445_000,
    balancer: hourly(22_500),
    instances: 1_000,
};

const SEOUL: Prices = Prices {
    nat: hourly(59_000),
    nat_gb: 59_000_000,
    volume_gb_month: 91_200_000,
    fargate_cpu: 46_560_000,
    fargate_gb: 5_110_000,
    instances: 1_230,
    ..VIRGINIA
};

/// A region.
#[derive(Debug, Clone)]
pub(crate) struct Region {
    /// Its name.
    pub(crate) name: String,
    /// The zones: name and id.
    pub(crate) zones: Vec<(String, String)>,
    /// The prices.
    pub(crate) prices: Prices,
}

impl Region {
    /// The region of that name. One that is not listed has three zones and the prices of
    /// `us-east-1`.
    pub(crate) fn of(name: &str) -> Self {
        let (prefix, ids): (&str, &[u8]) = match name {
            "us-east-1" => ("use1", &[1, 2, 4, 6, 3, 5]),
            "ap-northeast-2" => ("apne2", &[1, 2, 3, 4]),
            other => (other, &[1, 2, 3]),
        };
        let zone =
            |(letter, id): (char, &u8)| (format!("{name}{letter}"), format!("{prefix}-az{id}"));
        Self {
            name: name.to_owned(),
            zones: ('a'..='f').zip(ids).map(zone).collect(),
            prices: if name == "ap-northeast-2" { SEOUL } else { VIRGINIA },
        }
    }

    /// The index of the zone of that name or id.
    pub(crate) fn zone(&self, of: &str) -> Option<usize> {
        self.zones.iter().position(|(name, id)| name == of || id == of)
    }

    /// The name of a zone.
    pub(crate) fn zone_name(&self, zone: usize) -> &str {
        self.zones.get(zone).map_or("", |(name, _)| name)
    }

    /// What stands behind the private address in the name of a node.
    pub(crate) fn domain(&self) -> String {
        match &*self.name {
            "us-east-1" => "ec2.internal".to_owned(),
            name => format!("{name}.compute.internal"),
        }
    }
}
