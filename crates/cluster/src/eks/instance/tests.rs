//! What a node holds, against the figures that `kubectl describe node` and AWS's lists show.

use super::Instance;

#[test]
fn what_a_node_holds() {
    let rows = [
        ("t3.nano", 4, 1_930, 74),
        ("t3.micro", 4, 1_930, 548),
        ("t3.small", 11, 1_930, 1_418),
        ("t3.medium", 17, 1_930, 3_246),
        ("t3.large", 35, 1_930, 6_837),
        ("t3.xlarge", 58, 3_920, 14_162),
        ("t4g.small", 11, 1_930, 1_359),
        ("m5.large", 29, 1_930, 6_903),
        ("m5.2xlarge", 58, 7_910, 29_317),
        ("m5.4xlarge", 234, 15_890, 57_691),
        ("m5.8xlarge", 234, 31_850, 118_312),
        ("m5.24xlarge", 737, 95_690, 355_262),
        ("m6g.large", 29, 1_930, 6_844),
        ("m7i-flex.large", 29, 1_930, 6_903),
        ("c5n.large", 29, 1_930, 4_298),
        ("c6g.xlarge", 58, 3_920, 6_525),
        ("r5.xlarge", 58, 3_920, 29_317),
        ("i3.large", 29, 1_930, 13_770),
        ("g4dn.xlarge", 29, 3_920, 14_481),
    ];
    for (name, pods, cpu, memory) in rows {
        let found = Instance::of(name).unwrap();
        let held = (found.max_pods(), found.cpu(), found.allocatable_memory());
        assert_eq!(held, (pods, cpu, memory), "{name}");
    }
}

#[test]
fn a_type_that_is_not_listed_is_estimated_and_a_word_that_is_none_is_not() {
    assert_eq!(Instance::of("m5.16xlarge").map(|found| found.cpus), Some(64));
    for name in ["", "m5", "m5.huge", "5m.large", "large", "m5.99xlarge"] {
        assert_eq!(Instance::of(name), None, "{name}");
    }
}
