//! EC2 instance types: what a node of one holds, and what it costs.

/// An instance type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instance {
    /// Virtual CPUs.
    pub(crate) cpus: u32,
    /// Memory in MiB.
    pub(crate) memory: u32,
    /// Network interfaces at most.
    pub(crate) interfaces: u32,
    /// IPv4 addresses of an interface.
    pub(crate) addresses: u32,
    /// On demand in `us-east-1`, in millionths of a US dollar an hour.
    pub(crate) virginia: u32,
    /// On demand in `ap-northeast-2`; none where it is not known.
    pub(crate) seoul: Option<u32>,
    /// Whether it is an ARM.
    pub(crate) arm: bool,
}

/// Name; CPUs, MiB, interfaces, addresses of one; price in `us-east-1`; price in `ap-northeast-2`,
/// 0 where it is not known.
///
/// Sources: `vpc_ip_resource_limit.go` of <https://github.com/aws/amazon-vpc-cni-k8s>; prices of
/// <https://aws.amazon.com/ec2/pricing/on-demand/>, July 2026.
type Row = (&'static str, u32, u32, u32, u32, u32, u32);

const TABLE: &[Row] = &[
    ("t3.nano", 2, 512, 2, 2, 5_200, 6_500),
    ("t3.micro", 2, 1_024, 2, 2, 10_400, 13_000),
    ("t3.small", 2, 2_048, 3, 4, 20_800, 26_000),
    ("t3.medium", 2, 4_096, 3, 6, 41_600, 52_000),
    ("t3.large", 2, 8_192, 3, 12, 83_200, 104_000),
    ("t3.xlarge", 4, 16_384, 4, 15, 166_400, 208_000),
    ("t3.2xlarge", 8, 32_768, 4, 15, 332_800, 416_000),
    ("t3a.medium", 2, 4_096, 3, 6, 37_600, 0),
    ("t3a.large", 2, 8_192, 3, 12, 75_200, 0),
    ("t4g.small", 2, 2_048, 3, 4, 16_800, 0),
    ("t4g.medium", 2, 4_096, 3, 6, 33_600, 0),
    ("t4g.large", 2, 8_192, 3, 12, 67_200, 0),
    ("m5.large", 2, 8_192, 3, 10, 96_000, 118_000),
    ("m5.xlarge", 4, 16_384, 4, 15, 192_000, 236_000),
    ("m5.2xlarge", 8, 32_768, 4, 15, 384_000, 472_000),
    ("m5.4xlarge", 16, 65_536, 8, 30, 768_000, 944_000),
    ("m5.8xlarge", 32, 131_072, 8, 30, 1_536_000, 1_888_000),
    ("m5.12xlarge", 48, 196_608, 8, 30, 2_304_000, 2_832_000),
    ("m5.24xlarge", 96, 393_216, 15, 50, 4_608_000, 5_664_000),
    ("m6i.large", 2, 8_192, 3, 10, 96_000, 118_000),
    ("m6i.xlarge", 4, 16_384, 4, 15, 192_000, 236_000),
    ("m6g.large", 2, 8_192, 3, 10, 77_000, 94_000),
    ("m7g.large", 2, 8_192, 3, 10, 81_600, 0),
    ("m7i.large", 2, 8_192, 3, 10, 100_800, 0),
    ("m7i-flex.large", 2, 8_192, 3, 10, 95_760, 0),
    ("c5.large", 2, 4_096, 3, 10, 85_000, 96_000),
    ("c5.xlarge", 4, 8_192, 4, 15, 170_000, 192_000),
    ("c5n.large", 2, 5_376, 3, 10, 108_000, 0),
    ("c6i.large", 2, 4_096, 3, 10, 85_000, 96_000),
    ("c6g.xlarge", 4, 8_192, 4, 15, 136_000, 0),
    ("c7g.large", 2, 4_096, 3, 10, 72_500, 0),
    ("r5.large", 2, 16_384, 3, 10, 126_000, 152_000),
    ("r6i.large", 2, 16_384, 3, 10, 126_000, 152_000),
    ("r6g.large", 2, 16_384, 3, 10, 100_800, 0),
    ("r5.xlarge", 4, 32_768, 4, 15, 252_000, 304_000),
    ("i3.large", 2, 15_616, 3, 10, 156_000, 0),
    ("g4dn.xlarge", 4, 16_384, 3, 10, 526_000, 0),
    ("g5.xlarge", 4, 16_384, 4, 15, 1_006_000, 0),
    ("inf2.xlarge", 4, 16_384, 4, 15, 758_200, 909_840),
];

impl Instance {
    /// The type of that name; none where EC2 has no such type. One that is not listed is estimated
    /// from its family and size.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let (family, size) = name.split_once('.')?;
        let arm = family
            .trim_start_matches(|c: char| c.is_ascii_lowercase())
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .contains('g')
            && !family.starts_with('g');
        let listed = TABLE.iter().find(|row| row.0 == name);
        if let Some(&(_, cpus, memory, interfaces, addresses, virginia, seoul)) = listed {
            let seoul = (seoul > 0).then_some(seoul);
            return Some(Self { cpus, memory, interfaces, addresses, virginia, seoul, arm });
        }
        let known = family.starts_with(|c: char| c.is_ascii_lowercase())
            && family.contains(|c: char| c.is_ascii_digit());
        let cpus = match size {
            "nano" | "micro" | "small" | "medium" => 1,
            "large" => 2,
            "xlarge" => 4,
            "metal" => 96,
            size => size.strip_suffix("xlarge")?.parse::<u32>().ok().filter(|n| *n <= 48)? * 4,
        };
        let per_cpu = match family.as_bytes().first()? {
            b'c' => 2_048,
            b'r' | b'x' => 8_192,
            _ => 4_096,
        };
        let (interfaces, addresses) = match cpus {
            0..=2 => (3, 10),
            3..=8 => (4, 15),
            9..=48 => (8, 30),
            _ => (15, 50),
        };
        known.then(|| Self {
            cpus,
            memory: cpus * per_cpu,
            interfaces,
            addresses,
            virginia: cpus * 48_000,
            seoul: None,
            arm,
        })
    }

    /// Pods that its interfaces have addresses for, and the two that use the host's.
    ///
    /// Source: `eni_max_pods.go` of <https://github.com/awslabs/amazon-eks-ami>.
    pub(crate) const fn max_pods(self) -> u32 {
        self.interfaces * (self.addresses - 1) + 2
    }

    /// CPU that is left for pods, in thousandths.
    ///
    /// Source: `nodeadm/internal/kubelet/config.go` of
    /// <https://github.com/awslabs/amazon-eks-ami>.
    pub(crate) fn cpu(self) -> u32 {
        let of = |from: u32, to: u32| self.cpus.min(to).saturating_sub(from);
        let hundredths =
            6_000 * of(0, 1) + 1_000 * of(1, 2) + 500 * of(2, 4) + 250 * of(4, u32::MAX);
        self.cpus * 1_000 - hundredths / 100
    }

    /// Memory that is left for pods, in MiB: what the machine shows, which is less than it is sold
    /// with, without what is reserved and the threshold of eviction.
    ///
    /// Source: the same file, and the overhead as <https://karpenter.sh> takes it.
    pub(crate) fn allocatable_memory(self) -> u32 {
        let shown = (self.memory - if self.arm { 64 } else { 0 }) * 925 / 1_000;
        shown.saturating_sub(11 * self.max_pods() + 255 + 100)
    }

    /// On demand, in billionths of a US dollar an hour.
    pub(crate) fn price(self, region: &super::region::Region) -> u64 {
        let virginia = u64::from(self.virginia) * 1_000;
        match self.seoul.filter(|_| region.name == "ap-northeast-2") {
            Some(seoul) => u64::from(seoul) * 1_000,
            None => virginia * region.prices.instances / 1_000,
        }
    }
}

#[cfg(test)]
mod tests;
