aws iam create-role \
  --role-name eks-cluster \
  --assume-role-policy-document '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"}}],"Version":"2012-10-17"}'
aws iam create-role \
  --role-name eks-node \
  --assume-role-policy-document '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}],"Version":"2012-10-17"}'
aws ec2 create-vpc --cidr-block 10.0.0.0/16
aws ec2 modify-vpc-attribute --vpc-id vpc-03187a41caf5ce9de --enable-dns-hostnames '{"Value":true}'
aws iam attach-role-policy \
  --role-name eks-cluster \
  --policy-arn arn:aws:iam::aws:policy/AmazonEKSClusterPolicy
aws iam attach-role-policy \
  --role-name eks-node \
  --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly
aws iam attach-role-policy \
  --role-name eks-node \
  --policy-arn arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy
aws iam attach-role-policy \
  --role-name eks-node \
  --policy-arn arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy
aws ec2 create-internet-gateway
aws ec2 attach-internet-gateway \
  --internet-gateway-id igw-0a80df8725739c85f \
  --vpc-id vpc-03187a41caf5ce9de
aws ec2 create-subnet \
  --vpc-id vpc-03187a41caf5ce9de \
  --cidr-block 10.0.0.0/20 \
  --availability-zone us-east-1a
aws ec2 modify-subnet-attribute --subnet-id subnet-0d6d514640e2bbe7b --map-public-ip-on-launch
aws ec2 create-subnet \
  --vpc-id vpc-03187a41caf5ce9de \
  --cidr-block 10.0.16.0/20 \
  --availability-zone us-east-1b
aws ec2 modify-subnet-attribute --subnet-id subnet-0c1aaf083fbf77be6 --map-public-ip-on-launch
aws ec2 create-route-table --vpc-id vpc-03187a41caf5ce9de
aws ec2 create-route \
  --route-table-id rtb-03405a727dd5d6f19 \
  --destination-cidr-block 0.0.0.0/0 \
  --gateway-id igw-0a80df8725739c85f
aws eks create-cluster \
  --name demo \
  --role-arn arn:aws:iam::111122223333:role/eks-cluster \
  --kubernetes-version 1.34 \
  --resources-vpc-config subnetIds=subnet-0d6d514640e2bbe7b,subnet-0c1aaf083fbf77be6,endpointPublicAccess=true,endpointPrivateAccess=true,publicAccessCidrs=0.0.0.0/0 \
  --access-config authenticationMode=API_AND_CONFIG_MAP,bootstrapClusterCreatorAdminPermissions=true \
  --upgrade-policy supportType=EXTENDED \
  --no-bootstrap-self-managed-addons
aws eks wait cluster-active --name demo
aws eks update-kubeconfig --name demo
aws ec2 associate-route-table \
  --route-table-id rtb-03405a727dd5d6f19 \
  --subnet-id subnet-0d6d514640e2bbe7b
aws ec2 associate-route-table \
  --route-table-id rtb-03405a727dd5d6f19 \
  --subnet-id subnet-0c1aaf083fbf77be6
aws eks create-addon --cluster-name demo --addon-name kube-proxy
aws eks create-addon --cluster-name demo --addon-name vpc-cni
aws eks create-nodegroup \
  --cluster-name demo \
  --nodegroup-name workers \
  --node-role arn:aws:iam::111122223333:role/eks-node \
  --subnets subnet-0d6d514640e2bbe7b subnet-0c1aaf083fbf77be6 \
  --scaling-config minSize=2,maxSize=2,desiredSize=2 \
  --ami-type AL2023_x86_64_STANDARD \
  --capacity-type ON_DEMAND \
  --instance-types t3.medium \
  --disk-size 20 \
  --labels team=shop \
  --taints key=dedicated,value=jenkins,effect=NO_SCHEDULE \
  --update-config maxUnavailable=1
aws eks wait nodegroup-active --cluster-name demo --nodegroup-name workers
aws eks create-addon --cluster-name demo --addon-name coredns
aws iam create-open-id-connect-provider \
  --url https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14 \
  --client-id-list sts.amazonaws.com \
  --thumbprint-list 9e99a48a9960b14926bb7f3b02e22da2b0ab7280
aws iam create-role \
  --role-name orders \
  --assume-role-policy-document '{"Statement":[{"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14:aud":"sts.amazonaws.com","oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14:sub":"system:serviceaccount:shop:orders"}},"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE89E495E7941CF9E40E6980D14"}}],"Version":"2012-10-17"}'
aws iam attach-role-policy \
  --role-name orders \
  --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
kubectl create serviceaccount orders --namespace shop
kubectl annotate serviceaccount orders \
  --namespace shop \
  eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/orders
