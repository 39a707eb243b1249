//! What is said in our own words, where neither Kubernetes nor AWS says anything.

macro_rules! kinds {
    ($($variant:ident $id:literal $warns:literal $data:tt)+) => {
        /// A kind of event that has its text in `content/i18n`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = concat!("`", $id, "`")] $variant,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The id, by which its text is found.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// Whether something is wrong.
            #[must_use]
            pub const fn warns(self) -> bool {
                match self { $(Self::$variant => $warns),+ }
            }

            /// What its text may name.
            #[must_use]
            pub const fn data(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &$data),+ }
            }
        }
    };
}

kinds! {
    AddressesTaken "addresses-taken" true ["subnet", "count"]
    ApiServerAdded "api-server-added" false ["server", "zone", "load"]
    ApiServerDown "api-server-down" true ["server", "zone"]
    ApiServerRemoved "api-server-removed" false ["server"]
    ApiServerUp "api-server-up" false ["server", "zone"]
    BadUserData "bad-user-data" true ["group"]
    ClusterActive "cluster-active" false ["version"]
    EtcdLeader "etcd-leader" false ["member", "zone"]
    EtcdLost "etcd-lost" true ["member", "zone"]
    EtcdRestored "etcd-restored" false ["member"]
    EtcdUp "etcd-up" false ["member", "zone"]
    GroupActive "group-active" false ["group", "count"]
    Healed "healed" false ["target"]
    Ignored "ignored" true ["target"]
    NoCapacity "no-capacity" true ["zone"]
    NodeDied "node-died" true ["node", "zone"]
    NodeJoined "node-joined" false ["node", "zone"]
    NodeLaunched "node-launched" false ["node", "zone", "group"]
    NodeTerminated "node-terminated" false ["node"]
    QuorumBack "quorum-back" false ["members"]
    QuorumLost "quorum-lost" true ["members"]
    Rebalancing "rebalancing" false ["group", "zone"]
    RolledBack "rolled-back" false ["version"]
    ShiftBegan "shift-began" false ["zone"]
    ShiftEnded "shift-ended" false ["zone"]
    SpotNotice "spot-notice" true ["node"]
    StuckDrain "stuck-drain" true ["node"]
    UpdatePhase "update-phase" false ["group", "phase"]
    UpgradeBegan "upgrade-began" false ["version"]
    UpgradeDone "upgrade-done" false ["version"]
    WrongSecurityGroup "wrong-security-group" true ["group"]
    ZoneDown "zone-down" true ["zone"]
    ZoneUp "zone-up" false ["zone"]
}
