//! Controllers: as many pods as each workload wants.

use std::rc::Rc;

use super::{Pod, Stage, World};
use crate::eks::node::{Condition, Node, Phase};
use crate::eks::objects::{Claim, Workload};
use crate::eks::schedule;

impl World {
    /// A second of the controllers.
    pub(crate) fn control(&mut self) {
        if !self.writable() {
            return;
        }
        let workloads: Vec<Rc<Workload>> = self.objects.workloads.values().cloned().collect();
        self.collect(&workloads);
        for workload in workloads {
            match workload.kind.as_str() {
                "DaemonSet" => self.one_each(&workload),
                "StatefulSet" => self.in_order(&workload),
                "Pod" => self.bare(&workload),
                _ => self.as_many(&workload),
            }
        }
        self.bind_claims();
    }

    /// Pods whose workload is gone go, too.
    fn collect(&mut self, workloads: &[Rc<Workload>]) {
        let orphans = self.pods.iter().filter(|(_, pod)| {
            let (kind, name) = &pod.owner;
            let owned = |one: &Rc<Workload>| {
                let same = match kind.as_str() {
                    "" => one.name == pod.name && one.kind == "Pod",
                    kind => one.name == *name && one.kind == kind,
                };
                same && one.namespace == pod.namespace
            };
            pod.leaving.is_none() && !workloads.iter().any(owned)
        });
        for id in orphans.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.end_pod(id);
        }
    }

    /// The pods of a workload.
    fn pods_of(&self, workload: &Workload) -> Vec<u32> {
        let own = self.pods.iter().filter(|(_, pod)| {
            pod.owner.1 == workload.name
                && pod.owner.0 == workload.kind
                && pod.namespace == workload.namespace
        });
        own.map(|(id, _)| *id).collect()
    }

    pub(crate) fn add_pod(&mut self, workload: &Workload, name: String, node: Option<u32>) -> u32 {
        let id = self.next_pod;
        self.next_pod += 1;
        let bare = workload.kind == "Pod";
        let owner = (workload.kind.clone(), workload.name.clone());
        let mut claims = workload.spec.claims.clone();
        claims.extend(workload.claims.iter().map(|(claim, _)| format!("{claim}-{name}")));
        for (claim, (_, gib)) in
            claims.iter().skip(workload.spec.claims.len()).zip(&workload.claims)
        {
            let key = (workload.namespace.clone(), claim.clone());
            let made = Claim { zone: None, volume: None, gib: *gib };
            self.objects.claims.entry(key).or_insert(made);
        }
        let pod = Pod {
            namespace: workload.namespace.clone(),
            name,
            owner: if bare { (String::new(), String::new()) } else { owner },
            spec: Rc::clone(&workload.spec),
            claims,
            stage: match node {
                Some(_) => Stage::Sandbox { next: self.now },
                None => Stage::Pending,
            },
            node,
            address: false,
            message: String::new(),
            retry: self.now,
            leaving: None,
            listed: false,
        };
        self.pods.insert(id, pod);
        id
    }

    /// The end of a pod's name.
    fn suffix(&self, workload: &Workload) -> String {
        const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
        let mut hash = crate::eks::world::mix(
            self.seed,
            &format!("{}/{}/{}", workload.namespace, workload.name, self.next_pod),
        );
        let mut text = String::new();
        for _ in 0..5 {
            let at = usize::try_from(hash % LETTERS.len() as u64).unwrap_or(0);
            text.push(LETTERS.get(at).copied().map_or('x', char::from));
            hash /= LETTERS.len() as u64;
        }
        text
    }

    /// A Deployment, ReplicaSet or Job.
    fn as_many(&mut self, workload: &Workload) {
        let own = self.pods_of(workload);
        let stays = |id: &&u32| self.pods.get(id).is_some_and(|pod| pod.leaving.is_none());
        let mut staying: Vec<u32> = own.iter().filter(stays).copied().collect();
        let has = u32::try_from(staying.len()).unwrap_or(u32::MAX);
        if has < workload.replicas {
            let hash = crate::eks::world::mix(7, &workload.title());
            for _ in has..workload.replicas {
                let suffix = self.suffix(workload);
                let name = match workload.kind.as_str() {
                    "Deployment" => {
                        format!("{}-{:08x}-{suffix}", workload.name, hash & 0xffff_ffff)
                    }
                    _ => format!("{}-{suffix}", workload.name),
                };
                self.add_pod(workload, name, None);
            }
        } else if has > workload.replicas {
            // Those go first that are not ready, then the youngest.
            staying.sort_by_key(|id| {
                let ready = self.pods.get(id).is_some_and(|pod| pod.answers(self));
                (ready, std::cmp::Reverse(*id))
            });
            for id in staying.into_iter().take((has - workload.replicas) as usize) {
                self.end_pod(id);
            }
        }
    }

    /// A StatefulSet: each pod after the one before is ready, and none twice.
    fn in_order(&mut self, workload: &Workload) {
        let own = self.pods_of(workload);
        for index in 0..workload.replicas {
            let name = format!("{}-{index}", workload.name);
            let found = own.iter().find_map(|id| self.pods.get(id).filter(|pod| pod.name == name));
            match found {
                Some(pod) if pod.answers(self) => {}
                Some(_) => return,
                None => {
                    self.add_pod(workload, name, None);
                    return;
                }
            }
        }
        let beyond = own.iter().filter(|id| {
            let index = self.pods.get(id).and_then(|pod| pod.name.rsplit('-').next()?.parse().ok());
            index.is_some_and(|index: u32| index >= workload.replicas)
        });
        for id in beyond.copied().collect::<Vec<_>>() {
            self.end_pod(id);
        }
    }

    /// A pod that nothing makes again.
    fn bare(&mut self, workload: &Workload) {
        let key = (workload.kind.clone(), workload.namespace.clone(), workload.name.clone());
        let there = self.pods.values().any(|pod| {
            pod.owner.0.is_empty()
                && (&pod.namespace, &pod.name) == (&workload.namespace, &workload.name)
        });
        if there {
            return;
        }
        if workload.replicas == 0 {
            self.objects.workloads.remove(&key);
            return;
        }
        self.add_pod(workload, workload.name.clone(), None);
        // From now on it exists by itself: it is not made again.
        let made = Workload { replicas: 0, ..workload.clone() };
        self.objects.workloads.insert(key, Rc::new(made));
    }

    /// A DaemonSet: one on each node that it tolerates.
    fn one_each(&mut self, workload: &Workload) {
        let own = self.pods_of(workload);
        let fits = |node: &Node| {
            let joined = node.phase == Phase::Joined && node.condition != Condition::Absent;
            let tolerated = workload.spec.system || schedule::tolerated(&workload.spec, node);
            joined && !node.is_fargate() && tolerated && schedule::selected(&workload.spec, node)
        };
        let has = |id: u32| {
            own.iter().any(|pod| self.pods.get(pod).is_some_and(|pod| pod.node == Some(id)))
        };
        let bare: Vec<u32> = self
            .nodes
            .iter()
            .filter(|(id, node)| fits(node) && !has(**id))
            .map(|(id, _)| *id)
            .collect();
        for node in bare {
            let name = format!("{}-{}", workload.name, self.suffix(workload));
            self.add_pod(workload, name, Some(node));
        }
    }

    /// Claims get the zone of the volume they name.
    fn bind_claims(&mut self) {
        let volumes = &self.objects.volumes;
        for claim in self.objects.claims.values_mut().filter(|claim| claim.zone.is_none()) {
            let volume = claim.volume.as_ref().and_then(|name| volumes.get(name));
            if let Some((zone, gib)) = volume {
                claim.zone.clone_from(zone);
                claim.gib = claim.gib.max(*gib);
            }
        }
    }
}
